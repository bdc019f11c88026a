import { describe, expect, test } from 'vitest'
import { sampleFiles, sampleKeys } from '../../support/environment.ts'
import { fileFindings } from '../../support/tree-findings.ts'

const text = (path: string): string => sampleFiles().get(path) ?? ''
const JWS = text('dfsps/greenbank/jws/2026-11.pem')

describe('repo/private-key', () => {
  const pem = (): string => sampleKeys('greenbank-client-2026-11').privatePem
  const der = (): Uint8Array => new Uint8Array(sampleKeys('greenbank-client-2026-11').privateKey.export({ type: 'pkcs8', format: 'der' }))
  const jwk = (): string => JSON.stringify(sampleKeys('greenbank-jws-2026-11').privateKey.export({ format: 'jwk' }))

  test.each([
    ['in PEM, in place of a public key', 'dfsps/greenbank/jws/2026-11.pem', pem, ':1:1'],
    ['after a public key', 'dfsps/greenbank/jws/2026-11.pem', () => JWS + pem(), `:${JWS.split('\n').length}:1`],
    ['in DER, where nothing should be', 'dfsps/greenbank/tls.key', der, ''],
    ['as JWK', 'docs/key.md', jwk, ':1:1'],
    ['under issued/', 'issued/keys/notes.json', pem, ':1:1'],
  ])('%s', (_, path, contents, place) => {
    expect(fileFindings({ files: { [path]: contents() } })).toEqual([`repo/private-key ${path}${place}`])
  })
})
