import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { generateKey, type KeyKind } from '../../src/pki/keys.ts'
import type { VaultFault } from './vault-fault.ts'
import { KV, type KvStore, kv } from './vault-kv.ts'
import { type Answer, type TransitKey, transit, transitKey } from './vault-transit.ts'

export const ROOT_TOKEN = 'hvs.CAESIJ-root-token-of-the-test'
export const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJyZXBvOnBpbG90In0.c2lnbmF0dXJl'

/** A server on loopback that follows Vault's documented HTTP API: transit keys, signatures, JWT login. */
export interface VaultServer {
  readonly address: string
  /** Method and path of every request, in order. */
  readonly requests: readonly string[]
  readonly keys: Map<string, TransitKey>
  /** What the KV engine at `secret` holds. */
  readonly secrets: KvStore
  /** What goes wrong from now on; in `signing` only with signatures. */
  fault: VaultFault | null
  faultIn: 'everything' | 'signing'
  /** Who may log in, by role and JWT; by default who shows `JWT` for the role muhuri-sign. */
  admits: (role: unknown, jwt: unknown) => boolean | Promise<boolean>
  addKey(name: string, kind: KeyKind): TransitKey
  close(): Promise<void>
}

/** Starts it, with the transit engine mounted at `transit` and the JWT login at `jwt`. */
export async function vaultServer(): Promise<VaultServer> {
  const requests: string[] = []
  const keys = new Map<string, TransitKey>()
  const tokens = new Set([ROOT_TOKEN])
  const http = createServer((request, response) => {
    answer({ server, tokens }, request).then(
      (given) => deliver(response, given),
      () => deliver(response, { status: 500, body: { errors: ['internal error'] } }),
    )
  })
  const server: Standing['server'] = {
    address: '',
    requests,
    keys,
    secrets: new Map(),
    fault: null,
    faultIn: 'signing',
    admits: (role, jwt) => role === 'muhuri-sign' && jwt === JWT,
    addKey: (name, kind) => {
      const key = transitKey(kind)
      keys.set(name, key)
      return key
    },
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const place = http.address()
  return Object.assign(server, { address: `http://127.0.0.1:${place !== null && typeof place === 'object' ? place.port : 0}` })
}

interface Standing {
  readonly server: VaultServer & { readonly requests: string[] }
  readonly tokens: Set<string>
}

async function answer({ server, tokens }: Standing, request: IncomingMessage): Promise<Answer> {
  const { method = '', url: path = '' } = request
  server.requests.push(`${method} ${path}`)
  const body: unknown = method === 'POST' ? JSON.parse(await text(request)) : null
  const fault = faultOn(server, path)
  const blocked = fault === null ? undefined : BLOCKED[fault]
  if (fault === 'busy-once') server.fault = null
  if (blocked !== undefined) return blocked
  if (path === '/v1/auth/jwt/login') return login(server, tokens, body as Login)
  if (!tokens.has(String(request.headers['x-vault-token']))) return DENIED
  if (KV.test(path)) return kv({ method, path, body, secrets: server.secrets })
  return transit({ method, path, body, keys: server.keys, fault })
}

const faultOn = ({ fault, faultIn }: VaultServer, path: string): VaultFault | null => (faultIn === 'everything' || path.includes('/sign/') ? fault : null)

interface Login {
  readonly role?: unknown
  readonly jwt?: unknown
}

async function login(server: VaultServer, tokens: Set<string>, { role, jwt }: Login): Promise<Answer> {
  if (!(await server.admits(role, jwt))) return { status: 400, body: { errors: [`error validating token: invalid token ${String(jwt)}`] } }
  const token = `hvs.of-${tokens.size}`
  tokens.add(token)
  return { status: 200, body: { auth: { client_token: token, policies: ['sign'], lease_duration: 300, renewable: false, token_type: 'service' } } }
}

const DENIED: Answer = { status: 403, body: { errors: ['1 error occurred:\n\t* permission denied\n\n'] } }

/** What is answered before any key is looked at. */
const BLOCKED: Readonly<Partial<Record<VaultFault, Answer>>> = {
  denied: DENIED,
  // Vault says both with 503.
  sealed: { status: 503, body: { errors: ['Vault is sealed'] } },
  unavailable: { status: 503, body: { errors: [] } },
  busy: { status: 429, body: { errors: ['request path "transit/sign/clients": rate limit quota exceeded'] }, headers: { 'retry-after': '0' } },
  'busy-once': { status: 429, body: { errors: [] }, headers: { 'retry-after': '0' } },
  internal: { status: 500, body: { errors: [`internal error for ${ROOT_TOKEN}`] } },
  redirect: { status: 307, body: {}, headers: { location: 'http://127.0.0.1:9/v1/' } },
  timeout: { status: 200, body: {}, delivery: 'never' },
  garbage: { status: 200, body: '<html>proxy</html>' },
  'no-object': { status: 200, body: ['data'] },
  endless: { status: 200, body: {}, delivery: 'endless' },
  'cut-off': { status: 200, body: { data: { signature: 'vault:v1:MEUC' } }, delivery: 'cut-off' },
}

function deliver(response: ServerResponse, { status, body, headers = {}, delivery = 'whole' }: Answer): void {
  if (delivery === 'never') return
  const sent = typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(status, { 'content-type': 'application/json', ...(delivery === 'cut-off' ? { 'content-length': sent.length + 10 } : {}), ...headers })
  if (delivery === 'whole') return void response.end(sent)
  if (delivery === 'cut-off') return void response.write(sent, () => response.destroy())
  const more = (): void => void (response.destroyed || response.write('{"data":'.repeat(1024), () => setImmediate(more)))
  more()
}

/** Adds a version to a key, as `POST /v1/transit/keys/<key>/rotate` does; gives its number. */
export function rotateKey(key: TransitKey, kind: KeyKind): number {
  key.versions.push(generateKey(kind))
  return key.versions.length
}
