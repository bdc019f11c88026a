/** Bounds of the report that one job hands to another (schema `request-report` says the same of its texts). */

/** No report is longer; a longer one is not read. */
export const MAX_REPORT_BYTES: number = 512 * 1024

/** Bytes of JSON that each list may have. */
export const CUT_BYTES = { findings: 160_000, changes: 100_000, guards: 16_000, files: 200_000 } as const

export type CutName = keyof typeof CUT_BYTES

/** Characters of each kind of text. */
export const TEXT_LIMITS = { id: 64, path: 400, value: 1000, message: 1000, hint: 500, diff: 20_000 } as const
