/** Cases of x509-limbo whose expectation Muhuri does not share, each with the reason. */
export const LIMBO_CONFLICTS: Readonly<Record<string, string>> = {
  // RFC 5280 says nothing against a CA in leaf position (rfc5280::ca-as-leaf expects success); that a TLS leaf is no CA is judged by cert/ca-flag.
  'webpki::ca-as-leaf': 'conflicts with rfc5280::ca-as-leaf',
  // RFC 5280 §4.2.1.12: without extended key usage every purpose is allowed (rfc5280::eku::ee-without-eku expects success).
  'webpki::eku::ee-without-eku': 'conflicts with rfc5280::eku::ee-without-eku',
  // RFC 5280 §4.2.1.10: name constraints must be critical (rfc5280::nc::permitted-dns-match-noncritical expects failure).
  'webpki::nc::permitted-dns-match-noncritical': 'conflicts with rfc5280::nc::permitted-dns-match-noncritical',
  // These need the Public Suffix List, which means nothing for the private names of a scheme.
  'webpki::san::public-suffix-wildcard-san': 'needs the Public Suffix List',
  'webpki::san::public-suffix-multi-label-wildcard-san': 'needs the Public Suffix List',
  'webpki::san::public-suffix-private-namespace-wildcard-san': 'needs the Public Suffix List',
}
