/** Facts of parsed X.509 objects: plain data, read once from strict DER, never parsed again. */

/** A public key, as its SubjectPublicKeyInfo (RFC 5280 §4.1.2.7). */
export type PublicKeyFacts = RsaKeyFacts | EcKeyFacts | OtherKeyFacts

interface KeyCommon {
  /** DER of the SubjectPublicKeyInfo. */
  readonly spki: Uint8Array
  /** SHA-256 of `spki`, lower-case hex: the key's name everywhere in Muhuri. */
  readonly sha256: string
}

export interface RsaKeyFacts extends KeyCommon {
  readonly kind: 'rsa'
  readonly bits: number
  readonly modulus: bigint
  readonly exponent: bigint
}

export interface EcKeyFacts extends KeyCommon {
  readonly kind: 'ec'
  /** NIST name (`P-256`), or the OID, or `explicit` for explicit parameters. */
  readonly curve: string
  readonly bits: number
  /** Why the point is refused (off the curve, compressed, infinity), or null. */
  readonly pointProblem: string | null
}

export interface OtherKeyFacts extends KeyCommon {
  readonly kind: 'other'
  /** OID of the key algorithm. */
  readonly oid: string
}

/** One attribute of a distinguished name. */
export interface NameAttribute {
  readonly oid: string
  /** `C`, `O`, `OU`, `CN`, `ST`, `L`, …, or the OID in dots. */
  readonly type: string
  /** Universal tag of the value: 12 UTF8String, 19 PrintableString, … */
  readonly tag: number
  /** Decoded text; bytes that do not decode become U+FFFD and `decoded` is false. */
  readonly value: string
  readonly decoded: boolean
}

export interface DistinguishedName {
  readonly der: Uint8Array
  /** Relative distinguished names in DER order, each a set of one or more attributes. */
  readonly rdns: readonly (readonly NameAttribute[])[]
  /** For people only, control characters made visible; never compared, never parsed. */
  readonly text: string
}

export type GeneralName =
  | { readonly kind: 'dns' | 'email' | 'uri'; readonly value: string }
  | { readonly kind: 'ip'; readonly bytes: Uint8Array; readonly value: string }
  | { readonly kind: 'directory'; readonly name: DistinguishedName }
  | { readonly kind: 'other'; readonly tag: number; readonly der: Uint8Array }

export interface Extension {
  readonly oid: string
  readonly critical: boolean
  /** Contents of extnValue. */
  readonly value: Uint8Array
}

export interface GeneralSubtree {
  readonly base: GeneralName
}

/** The extensions that Muhuri reads, decoded; absent ones are null. */
export interface DecodedExtensions {
  readonly basicConstraints: { readonly ca: boolean; readonly pathLength: number | null; readonly critical: boolean } | null
  /** Names of RFC 5280 §4.2.1.3: `digitalSignature`, `keyCertSign`, … */
  readonly keyUsage: { readonly bits: ReadonlySet<string>; readonly critical: boolean } | null
  /** OIDs. */
  readonly extendedKeyUsage: { readonly purposes: readonly string[]; readonly critical: boolean } | null
  readonly subjectAltName: { readonly names: readonly GeneralName[]; readonly critical: boolean } | null
  readonly subjectKeyIdentifier: Uint8Array | null
  readonly authorityKeyIdentifier: { readonly keyIdentifier: Uint8Array | null; readonly hasIssuerAndSerial: boolean } | null
  readonly nameConstraints: { readonly permitted: readonly GeneralSubtree[]; readonly excluded: readonly GeneralSubtree[]; readonly critical: boolean } | null
  readonly crlDistributionPoints: readonly string[] | null
}

export interface CertificateFacts {
  readonly der: Uint8Array
  /** SHA-256 of the DER, lower-case hex. */
  readonly sha256: string
  readonly version: number
  /** Upper-case hex without leading zero octets beyond the DER content, `^[0-9A-F]{2,}$`. */
  readonly serial: string
  readonly serialNegative: boolean
  readonly serialOctets: number
  /** OID; the one inside the TBS. */
  readonly signatureAlgorithm: string
  /** The outer AlgorithmIdentifier is byte-equal to the inner one. */
  readonly signatureAlgorithmsAgree: boolean
  readonly issuer: DistinguishedName
  readonly subject: DistinguishedName
  readonly notBefore: Date
  readonly notAfter: Date
  readonly publicKey: PublicKeyFacts
  readonly extensions: readonly Extension[]
  readonly decoded: DecodedExtensions
  /** Defects that are readable but break RFC 5280 encodings: extension values that do not decode, wrong time formats, … */
  readonly defects: readonly string[]
  /** OIDs that occur more than once. */
  readonly duplicateExtensions: readonly string[]
  readonly tbs: Uint8Array
  readonly signature: Uint8Array
  /** Subject and issuer are byte-equal. */
  readonly selfIssued: boolean
}

export interface CsrAttribute {
  readonly oid: string
  readonly values: number
}

/** A PKCS#10 request (RFC 2986). */
export interface CsrFacts {
  readonly der: Uint8Array
  readonly sha256: string
  readonly version: number
  readonly subject: DistinguishedName
  readonly publicKey: PublicKeyFacts
  readonly signatureAlgorithm: string
  /** Proof of possession: the request's own signature verifies under its own key. */
  readonly signatureValid: boolean
  readonly attributes: readonly CsrAttribute[]
  /** How many extensionRequest attributes (PKCS#9 and Microsoft's). */
  readonly extensionRequests: number
  /** Requested extensions of all extensionRequest attributes, in order. */
  readonly extensions: readonly Extension[]
  readonly decoded: DecodedExtensions
  readonly duplicateExtensions: readonly string[]
  readonly defects: readonly string[]
}

export interface RevokedEntry {
  readonly serial: string
  readonly revokedAt: Date
  /** RFC 5280 §5.3.1 name, or null where the entry has no reason. */
  readonly reason: string | null
}

export interface CrlFacts {
  readonly der: Uint8Array
  readonly sha256: string
  readonly issuer: DistinguishedName
  readonly thisUpdate: Date
  readonly nextUpdate: Date | null
  readonly number: bigint | null
  readonly authorityKeyIdentifier: Uint8Array | null
  readonly signatureAlgorithm: string
  readonly entries: ReadonlyMap<string, RevokedEntry>
  readonly extensions: readonly Extension[]
  readonly defects: readonly string[]
  readonly tbs: Uint8Array
  readonly signature: Uint8Array
}

/** What reading untrusted bytes gives: facts, or the one reason why not. Never an exception. */
export type Parsed<T> =
  | {
      readonly ok: true
      readonly facts: T /** The PEM had text around it, CRLF, or another label (RFC 7468 §5.2): readable, not canonical. */
      readonly canonical: boolean /** Lines of the BEGINs, where `facts` is a list. */
      readonly lines?: readonly number[]
    }
  | { readonly ok: false; readonly reason: 'unreadable' | 'extra-data'; readonly message: string; readonly line?: number }
