import type { KeyRecord } from '../../model/environment.ts'

/** An earlier JWS key as `issued/keys` holds it, of no commit: the same bytes wherever it is read from. */
export function writeKeyRecord({ spki, publicKey, dfsp }: { readonly spki: string; readonly publicKey: string; readonly dfsp: string }): string {
  const record: KeyRecord = { version: 1, spki, publicKey, purpose: 'jws', dfsp, commit: null }
  return `${JSON.stringify(record, null, 2)}\n`
}
