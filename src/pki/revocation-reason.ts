/** Reason codes of CRL entries (RFC 5280 §5.3.1); 7 is not used. */
export const REVOCATION_REASONS = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  removeFromCRL: 8,
  privilegeWithdrawn: 9,
  aACompromise: 10,
} as const

export type RevocationReason = keyof typeof REVOCATION_REASONS

/** Code → name. */
export const REASON_NAMES: ReadonlyMap<number, string> = new Map(Object.entries(REVOCATION_REASONS).map(([name, code]) => [code, name]))
