/** Where everything stands in an environment repository (DESIGN §2, CONTRACT §1): one table, for the loader, the tree linter and the classifier. */

/** `<id>`: a DFSP's folder. It fits DNS, Kubernetes names and central-ledger's 2..30. */
export const DFSP_ID: RegExp = /^[a-z0-9][a-z0-9-]{1,28}[a-z0-9]$/
/** `<name>` of an artefact. */
export const ARTEFACT_NAME: RegExp = /^[a-z0-9][a-z0-9-]{0,30}$/
const SERIAL = /^[0-9A-F]{2,40}$/
const SHA256 = /^[0-9a-f]{64}$/

/** Ids that have a meaning of their own in commands and outputs. */
const RESERVED_IDS: ReadonlySet<string> = new Set(['hub', 'all'])

/** Every place, by its path. */
export const LAYOUT = {
  'environment.yaml': 'environment',
  'hub/hub.yaml': 'hub-profile',
  'hub/endpoints.yaml': 'hub-endpoints',
  'hub/ca/<name>.pem': 'hub-ca',
  'hub/server/<name>.pem': 'hub-server',
  'hub/jws/<name>.pem': 'hub-jws',
  'hub/jws/<name>.yaml': 'hub-jws-schedule',
  'hub/server-ca/<name>.pem': 'hub-server-ca',
  'hub/crl/<name>.pem': 'hub-crl',
  'hub/oauth/<name>.pem': 'hub-oauth',
  'hub/oauth/<name>.yaml': 'hub-oauth-key',
  'hub/installed/<id>.yaml': 'hub-installed',
  'hub/deploy/<name>.pem': 'hub-deploy',
  'hub/officers/<name>.pem': 'hub-officer',
  'dfsps/<id>/dfsp.yaml': 'dfsp-profile',
  'dfsps/<id>/endpoints.yaml': 'dfsp-endpoints',
  'dfsps/<id>/ca/<name>.pem': 'dfsp-ca',
  'dfsps/<id>/server-ca/<name>.pem': 'dfsp-server-ca',
  'dfsps/<id>/server/<name>.pem': 'dfsp-server',
  'dfsps/<id>/client/<name>.csr': 'dfsp-client',
  'dfsps/<id>/hub-client/<name>.csr': 'dfsp-hub-client-request',
  'dfsps/<id>/hub-client/<name>.pem': 'dfsp-hub-client',
  'dfsps/<id>/jws/<name>.pem': 'dfsp-jws',
  'dfsps/<id>/jws/<name>.yaml': 'dfsp-jws-schedule',
  'dfsps/<id>/oauth/<name>.pem': 'dfsp-oauth',
  'dfsps/<id>/officers/<name>.pem': 'dfsp-officer',
  'dfsps/<id>/crl/<name>.pem': 'dfsp-crl',
  'dfsps/<id>/proofs/<proof>.json': 'dfsp-proof',
  'dfsps/<id>/installed.yaml': 'dfsp-installed',
  'confirmations/<id>.yaml': 'confirmation',
  'revoked/<revocation>.yaml': 'revoked',
  'waivers/<name>.yaml': 'waiver',
  'blocked-keys.txt': 'blocked-keys',
  'issued/certificates/<id>/<certificate>.pem': 'issued-certificate',
  'issued/certificates/<id>/<certificate>.json': 'issued-record',
  'issued/crl/<name>.pem': 'issued-crl',
  'issued/keys/<sha256>.json': 'issued-key',
  'issued/README.md': 'project',
  'issued/.gitignore': 'project',
  'README.md': 'project',
  LICENSE: 'project',
  '.gitignore': 'project',
  '.editorconfig': 'project',
  '.vscode/settings.json': 'project',
  '.github/<rest>': 'workflow',
  'docs/<rest>.md': 'project',
} as const

export type LocationKind = (typeof LAYOUT)[keyof typeof LAYOUT] | 'unknown'

/** What stands at a path. */
export interface Location {
  readonly kind: LocationKind
  /** The id under `dfsps/`, `issued/certificates/`, `hub/installed/` or `confirmations/`, else null. */
  readonly dfsp: string | null
  /** File name without its extension; of a `.github` or `docs` file the whole path. */
  readonly name: string
  /** A part of the path that breaks its own rule, and that rule; the file must not be read then. */
  readonly problem: { readonly part: string; readonly expected: string } | null
}

/** What each placeholder takes, and the words that say so. */
const PARTS: Readonly<Record<string, { readonly fits: (text: string) => boolean; readonly expected: string }>> = {
  id: {
    fits: (text) => DFSP_ID.test(text) && !RESERVED_IDS.has(text),
    expected: 'an id of 3 to 30 lower-case letters, digits and hyphens, other than "hub" and "all"',
  },
  name: { fits: (text) => ARTEFACT_NAME.test(text), expected: 'a name of 1 to 31 lower-case letters, digits and hyphens' },
  proof: {
    fits: (text) => /^(client|jws|server|ca|oauth)-/.test(text) && ARTEFACT_NAME.test(text.slice(text.indexOf('-') + 1)),
    expected: 'client, jws, server, ca or oauth, a hyphen, and a name',
  },
  revocation: {
    fits: (text) => SERIAL.test(text) || (text.startsWith('spki-') && SHA256.test(text.slice(5))),
    expected: 'a serial in upper-case hex, or "spki-" and a SHA-256 in lower-case hex',
  },
  certificate: {
    fits: (text) => ARTEFACT_NAME.test(text.slice(0, text.indexOf('.'))) && SERIAL.test(text.slice(text.indexOf('.') + 1)),
    expected: 'a name, a dot, and a serial in upper-case hex',
  },
  sha256: { fits: (text) => SHA256.test(text), expected: 'a SHA-256 in lower-case hex' },
  rest: { fits: () => true, expected: '' },
}

interface Shape {
  readonly kind: LocationKind
  readonly pattern: RegExp
  readonly parts: readonly string[]
}

/** By first segment, number of segments and extension, so that a path is held against few patterns. */
const SHAPES: ReadonlyMap<string, readonly Shape[]> = shapesByClass()
/** Those that take any number of segments, by the first. */
const OPEN_SHAPES: ReadonlyMap<string, readonly Shape[]> = openShapes()

function shapesByClass(): Map<string, Shape[]> {
  const shapes = new Map<string, Shape[]>()
  for (const [path, kind] of Object.entries(LAYOUT)) {
    const at = classOf(path)
    shapes.set(at, [...(shapes.get(at) ?? []), shapeOf(path, kind)])
  }
  return shapes
}

function openShapes(): Map<string, Shape[]> {
  const open = Object.entries(LAYOUT).filter(([path]) => path.includes('<rest>'))
  return new Map(open.map(([path, kind]) => [firstSegment(path), [shapeOf(path, kind)]]))
}

function shapeOf(path: string, kind: LocationKind): Shape {
  const literal = path.replace(/[.]/g, '[.]')
  const pattern = literal.replace(/<([a-z0-9]+)>/g, (_, part: string) => (part === 'rest' ? '(.+)' : '([^/]+)'))
  return { kind, pattern: new RegExp(`^${pattern}$`, 's'), parts: [...path.matchAll(/<([a-z0-9]+)>/g)].map((match) => match[1] ?? '') }
}

function firstSegment(path: string): string {
  const slash = path.indexOf('/')
  return slash === -1 ? path : path.slice(0, slash)
}

function classOf(path: string): string {
  let slashes = 0
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1)) slashes += 1
  return `${firstSegment(path)}/${slashes}${path.slice(path.lastIndexOf('.'))}`
}

/** What stands at `path`; `unknown` where the layout has no place for it. */
export function locate(path: string): Location {
  for (const { kind, pattern, parts } of [...(SHAPES.get(classOf(path)) ?? []), ...(OPEN_SHAPES.get(firstSegment(path)) ?? [])]) {
    const match = pattern.exec(path)
    if (match !== null)
      return located(
        path,
        kind,
        parts.map((part, index) => [part, match[index + 1] ?? '']),
      )
  }
  return { kind: 'unknown', dfsp: dfspOf(path), name: baseName(path), problem: null }
}

function located(path: string, kind: LocationKind, parts: readonly (readonly [part: string, text: string])[]): Location {
  const wrong = parts.find(([part, text]) => PARTS[part]?.fits(text) === false)
  return {
    kind,
    dfsp: parts.find(([part]) => part === 'id')?.[1] ?? null,
    name: parts.at(-1)?.[1] ?? baseName(path),
    problem: wrong === undefined ? null : { part: wrong[1], expected: PARTS[wrong[0]]?.expected ?? '' },
  }
}

/** The id whose folder a path lies in, though the layout does not know the path. */
function dfspOf(path: string): string | null {
  const [top, id, rest] = path.split('/')
  return top === 'dfsps' && id !== undefined && rest !== undefined && DFSP_ID.test(id) ? id : null
}

function baseName(path: string): string {
  const file = path.slice(path.lastIndexOf('/') + 1)
  const dot = file.lastIndexOf('.')
  return dot > 0 ? file.slice(0, dot) : file
}

/** Whether `path` lies in the machine-written layer. */
export function isMachinePath(path: string): boolean {
  return path === 'issued' || path.startsWith('issued/')
}
