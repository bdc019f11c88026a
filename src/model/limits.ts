/** Bounds of one request, the same in the decision and in every gateway. */

/** Clocks of issuer and gateway may differ by this much (CONTRACT §6). */
export const CLOCK_SKEW_SECONDS = 30
/** An `aud` array of more is refused (CONTRACT §6). */
export const MAX_AUDIENCES = 4
/** Declared by Content-Length; bulk transfers of the API definition fit well. */
export const MAX_BODY_BYTES = 5_242_880
