import type { FspiopMessage } from './fspiop-message.ts'

/** How `@mojaloop/sdk-standard-components` finds the resource in a URL: the last of these names wins, and an unknown one gives what no receiver expects. */
const SDK_URI =
  /(?:^.*)(\/(participants|parties|quotes|bulkQuotes|transfers|bulkTransfers|transactionRequests|thirdpartyRequests|authorizations|consents|consentRequests|fxQuotes|fxTransfers|)(\/.*)*)$/

export interface SdkView {
  readonly message: Pick<FspiopMessage, 'uri' | 'body'>
  readonly alg: string
  /** The body with its keys in order, or null where it cannot be written so. */
  readonly canonical: Uint8Array | null
  readonly value: unknown
}

/** Where known versions of the scheme's SDK would judge this signed message differently; each a sentence that names the version. */
export function sdkDifferences({ message, alg, canonical, value }: SdkView): readonly string[] {
  const sorted = canonical !== null && Buffer.from(canonical).equals(message.body)
  return [
    ...(sorted ? [] : ['sdk-standard-components 19.19 refuses it: it writes the body again with its keys in order before it verifies.']),
    ...(alg === 'RS256' || alg === 'ES256' ? [] : [`sdk-standard-components refuses ${alg}: it knows RS256 and ES256.`]),
    ...(uriOfSdk(message.uri) === message.uri ? [] : [`sdk-standard-components signs another FSPIOP-URI for this request: "${uriOfSdk(message.uri)}".`]),
    ...timeClaims(value).map((claim) => `sdk-standard-components reads "${claim}" in the body as the time claim of a JWT and may refuse the message.`),
  ]
}

const uriOfSdk = (uri: string): string => SDK_URI.exec(`https://host${uri}`)?.[1] ?? ''

const timeClaims = (value: unknown): readonly string[] =>
  value !== null && typeof value === 'object' ? ['exp', 'nbf'].filter((claim) => Object.hasOwn(value, claim)) : []
