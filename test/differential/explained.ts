/** Where we and `openssl verify -x509_strict` differ, and why that is right: every other difference is a fault. */

interface Explained {
  readonly why: string
  /** A chain that shows it: number of intermediates, index in the chain, defect. */
  readonly shown: readonly [number, number, string]
}

/** What we say, where openssl accepts. */
export interface Stricter extends Explained {
  readonly problem: RegExp
}

/** What openssl says, where we accept; only for chains with that defect. */
export interface Looser extends Explained {
  readonly error: RegExp
}

export const WE_ARE_STRICTER: readonly Stricter[] = [
  {
    why: 'names beside a subject are not critical (RFC 5280 §4.2.1.6)',
    problem: /its subject alternative name must not be critical/,
    shown: [1, 2, 'critical names beside a subject'],
  },
  {
    why: 'name constraints are critical (RFC 5280 §4.2.1.10)',
    problem: /extension nameConstraints must be critical/,
    shown: [1, 1, 'name constraints not critical'],
  },
  {
    why: 'name constraints are for CAs (RFC 5280 §4.2.1.10)',
    problem: /name constraints stand in an end entity certificate/,
    shown: [1, 2, 'name constraints in a leaf'],
  },
  {
    why: 'the common name of a server is one of its names (Baseline Requirements §7.1.4.3)',
    problem: /its common name .* is not one of its subject alternative names/,
    shown: [1, 2, 'a common name that is not among the names'],
  },
  { why: 'serial numbers are positive (RFC 5280 §4.1.2.2)', problem: /its serial number .* is not positive/, shown: [1, 1, 'serial 0'] },
  { why: 'serial numbers have at most 20 octets (RFC 5280 §4.1.2.2)', problem: /its serial number has 21 octets/, shown: [1, 1, 'a serial of 21 octets'] },
  {
    why: 'a root limits no purpose (Baseline Requirements §7.1.2.1)',
    problem: /a root must not have an extended key usage/,
    shown: [1, 0, 'for servers only'],
  },
  {
    why: 'a host name has no underscore (RFC 5280 §4.2.1.6)',
    problem: /dNSName .* is not a host name|dns .* is malformed and constrained/,
    shown: [1, 2, 'a name with an underscore'],
  },
  { why: 'an address has 4 or 16 octets (RFC 5280 §4.2.1.6)', problem: /iPAddress has 5 octets/, shown: [1, 2, 'an address of five octets'] },
  { why: 'only NIST curves are taken', problem: /its key is on the curve 1\.3\.132\.0\.10/, shown: [1, 1, 'a key on secp256k1'] },
  { why: 'keys are RSA or EC', problem: /its key is of the kind 1\.3\.101\.112/, shown: [1, 2, 'an Ed25519 key'] },
  { why: 'an extension occurs once (RFC 5280 §4.2)', problem: /extension 1\.2\.3\.4\.5 occurs more than once/, shown: [1, 1, 'an extension twice'] },
  { why: 'certificates have version 3', problem: /it has version \d; expected 3|it has no authority key identifier/, shown: [1, 2, 'version 1'] },
  {
    why: 'the purpose of a server is not critical (Baseline Requirements §7.1.2.7.6)',
    problem: /its extended key usage must not be critical/,
    shown: [1, 2, 'a critical purpose'],
  },
]

export const OPENSSL_IS_STRICTER: readonly Looser[] = [
  { why: 'the last second counts (RFC 5280 §4.1.2.5: through notAfter, inclusive)', error: /error 10 at/, shown: [1, 2, 'in its last second'] },
  {
    why: 'a CA without key usage may sign (RFC 5280 §6.1.4 n: if present); that it should have one binds its maker',
    error: /error 92 at/,
    shown: [1, 1, 'no key usage'],
  },
  {
    why: 'a key identifier helps to find the issuer (RFC 5280 §4.2.1.1); its name and its signature prove it',
    error: /error (20|21|30) at/,
    shown: [2, 1, 'the authority key identifier of another'],
  },
]
