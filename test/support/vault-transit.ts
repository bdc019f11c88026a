import { execFile } from 'node:child_process'
import { createPublicKey } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { exportPkcs8, generateKey, type KeyKind, type KeyPair } from '../../src/pki/keys.ts'
import type { VaultFault } from './vault-fault.ts'

export interface Answer {
  readonly status: number
  /** Sent as JSON, or as it is where it is text. */
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly delivery?: 'whole' | 'never' | 'endless' | 'cut-off'
}

/** A key of the transit engine. */
export interface TransitKey {
  readonly type: string
  /** Version 1 first. */
  readonly versions: KeyPair[]
  exportable: boolean
  allowPlaintextBackup: boolean
}

const TYPE: Readonly<Record<KeyKind, string>> = { p256: 'ecdsa-p256', p384: 'ecdsa-p384', rsa2048: 'rsa-2048', rsa4096: 'rsa-4096' }

export const transitKey = (kind: KeyKind): TransitKey => ({ type: TYPE[kind], versions: [generateKey(kind)], exportable: false, allowPlaintextBackup: false })

export interface TransitRequest {
  readonly method: string
  readonly path: string
  readonly body: unknown
  readonly keys: ReadonlyMap<string, TransitKey>
  readonly fault: VaultFault | null
}

/** `GET /v1/transit/keys/<key>` and `POST /v1/transit/sign/<key>`, as the API documentation has them. */
export async function transit(request: TransitRequest): Promise<Answer> {
  const [, action, name] = /^\/v1\/transit\/(keys|sign)\/([A-Za-z0-9._-]+)$/.exec(request.path) ?? []
  const key = request.keys.get(name ?? '')
  if (action === undefined || name === undefined) return { status: 404, body: { errors: ['no handler for route'] } }
  if (key === undefined) return action === 'keys' ? { status: 404, body: { errors: [] } } : wrong('signing key not found')
  if (action === 'keys') return request.method === 'GET' ? described(name, key) : { status: 405, body: { errors: ['unsupported operation'] } }
  return request.method === 'POST' ? signed(request.body as SignBody, key, request.fault) : { status: 405, body: { errors: ['unsupported operation'] } }
}

const wrong = (why: string): Answer => ({ status: 400, body: { errors: [why] } })

function described(name: string, key: TransitKey): Answer {
  const keys = key.versions.map(({ publicKey }, index) => {
    const pem = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' }).export({ format: 'pem', type: 'spki' })
    return [
      String(index + 1),
      { name: key.type, public_key: pem, creation_time: '2026-11-23T10:00:00.000000000Z', certificate_chain: '', hybrid_public_key: '' },
    ]
  })
  const data = {
    type: key.type,
    name,
    latest_version: key.versions.length,
    min_available_version: 0,
    min_decryption_version: 1,
    min_encryption_version: 0,
    keys: Object.fromEntries(keys),
    exportable: key.exportable,
    allow_plaintext_backup: key.allowPlaintextBackup,
    deletion_allowed: false,
    derived: false,
    imported_key: false,
    supports_encryption: false,
    supports_decryption: false,
    supports_derivation: false,
    supports_signing: true,
  }
  return { status: 200, body: { request_id: '5b2f', lease_id: '', renewable: false, lease_duration: 0, data, wrap_info: null, warnings: null, auth: null } }
}

interface SignBody {
  readonly input?: string
  readonly prehashed?: boolean
  readonly hash_algorithm?: string
  readonly signature_algorithm?: string
  readonly marshaling_algorithm?: string
  readonly key_version?: number
}

const DIGEST: Readonly<Record<string, readonly [name: string, octets: number]>> = {
  'sha2-256': ['sha256', 32],
  'sha2-384': ['sha384', 48],
  'sha2-512': ['sha512', 64],
}

async function signed(body: SignBody, key: TransitKey, fault: VaultFault | null): Promise<Answer> {
  const version = body.key_version ?? key.versions.length
  const pair = key.versions[version - 1]
  const [digest = '', octets = 0] = DIGEST[body.hash_algorithm ?? 'sha2-256'] ?? []
  const input = Buffer.from(body.input ?? '', 'base64')
  if (pair === undefined) return wrong('requested version for signing is not available')
  if (body.prehashed !== true || input.length !== octets) return wrong('this server signs hashes of the length of their algorithm')
  if (!isRsa(key) && body.marshaling_algorithm !== 'asn1') return wrong('this server marshals as asn1')
  const padding = body.signature_algorithm === 'pkcs1v15' ? 'pkcs1' : 'pss'
  const signature = spoilt(await signDigest(signerFor(key, { pair, fault }), { digest, input, padding }), fault)
  const given = `vault:v${fault === 'other-version' ? version + 1 : version}:${Buffer.from(signature).toString('base64')}`
  return { status: 200, body: { request_id: '5b30', data: { key_version: version, signature: given }, warnings: null, auth: null } }
}

const isRsa = ({ type }: TransitKey): boolean => type.startsWith('rsa')

function signerFor(key: TransitKey, { pair, fault }: { readonly pair: KeyPair; readonly fault: VaultFault | null }): KeyPair {
  if (fault === 'wrong-key') return generateKey(kindOf(key))
  return fault === 'other-algorithm' ? generateKey(isRsa(key) ? 'p256' : 'rsa2048') : pair
}

const kindOf = ({ type }: TransitKey): KeyKind => (Object.entries(TYPE).find(([, name]) => name === type)?.[0] ?? 'p256') as KeyKind

function spoilt(signature: Buffer, fault: VaultFault | null): Uint8Array {
  const bytes = Uint8Array.from(signature)
  const last = bytes.length - 1
  if (fault === 'flipped-bit') bytes[last] = (bytes[last] ?? 0) ^ 1
  return fault === 'wrong-length' ? bytes.subarray(0, last) : bytes
}

const folder = mkdtempSync(join(tmpdir(), 'muhuri-vault-'))

/** Node signs no hashes that it did not make; openssl does. */
async function signDigest(
  key: KeyPair,
  { digest, input, padding }: { readonly digest: string; readonly input: Buffer; readonly padding: 'pkcs1' | 'pss' },
): Promise<Buffer> {
  const path = join(folder, `${Buffer.from(key.publicKey).toString('base64url').slice(-40)}.pem`)
  writeFileSync(path, exportPkcs8(key), { mode: 0o600 })
  const rsa = key.algorithm === 'sha256WithRSAEncryption' ? ['-pkeyopt', `rsa_padding_mode:${padding}`, '-pkeyopt', `digest:${digest}`] : []
  return new Promise((resolve, reject) => {
    const child = execFile('openssl', ['pkeyutl', '-sign', '-inkey', path, ...rsa], { encoding: 'buffer' }, (error, stdout) =>
      error === null ? resolve(stdout) : reject(error),
    )
    child.stdin?.end(input)
  })
}
