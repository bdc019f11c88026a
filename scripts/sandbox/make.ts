import { memoryFolder } from '../../src/adapters/memory-folder.ts'
import type { Environment } from '../../src/model/environment.ts'
import type { EnvironmentFile, HubFile } from '../../src/model/generated/files.ts'
import { formatInstant } from '../../src/model/time.ts'
import { exportPkcs8, exportPublicKey, generateKey, type KeyPair, readPrivateKey } from '../../src/pki/keys.ts'
import type { Random } from '../../src/ports.ts'
import { admission } from '../../src/stages/admit.ts'
import { clientRequest } from '../../src/stages/certify.ts'
import type { ChangeSet } from '../../src/stages/change-set.ts'
import { check } from '../../src/stages/check.ts'
import { readSettings, settingsText } from '../../src/stages/init/settings.ts'
import { initialFiles } from '../../src/stages/init.ts'
import { type GivenFiles, joining } from '../../src/stages/join.ts'
import { activation, admittedDfsp } from '../../src/stages/life.ts'
import { load } from '../../src/stages/load.ts'
import { sign } from '../../src/stages/sign.ts'
import { unconfirmedSteps } from '../../src/stages/unconfirmed-steps.ts'
import { yamlText } from '../../src/stages/yaml-text.ts'
import { projectTemplate } from '../project-template.ts'
import { TOOLKIT } from '../toolkit-version.ts'
import { type Member, members } from './members.ts'

const AT = new Date('2026-11-01T00:00:00Z')
const NAME = 'sandbox'
const DAYS = 3650
const NOTHING: GivenFiles = { csr: null, cas: [], server: null, jws: null }

const README = `# ${NAME}

A complete small environment to read, check, render and rehearse: a Hub and three DFSPs, with \`issued/\` inside. One DFSP
rotates its client certificate and its JWS key, one has IPv6 beside IPv4, one is called back at a host for each resource.

Made by \`scripts/make-sandbox.ts\`, which throws every private key away: these are public artefacts only, valid for ten years.

\`\`\`
muhuri check environments/sandbox
muhuri status environments/sandbox
muhuri render environments/sandbox --for all --out rendered
\`\`\`
`

/** Gateways that keep one key for each DFSP have the right one at every moment. */
const ROTATION = [
  ['2026-11', { retireAfter: '2027-01-31T23:59:59Z' }],
  ['2026-11-2', { activeFrom: '2027-02-01T00:00:00Z' }],
] as const

interface Making {
  readonly folder: ReturnType<typeof memoryFolder>
  readonly keys: Map<string, string>
  readonly settings: EnvironmentFile
  readonly random: Random
}

/** Every file of the sandbox, by path; the private keys go with this process. */
export async function makeSandbox(random: Random): Promise<ReadonlyMap<string, string>> {
  const template = await projectTemplate()
  const text = settingsText(template.settings, identity(random))
  const making: Making = { folder: memoryFolder(), keys: new Map(), settings: readSettings(text), random }
  await makeHub(making, text)
  for (const member of members) addMember(making, member)
  await signAll(making)
  for (const { id } of members) {
    confirm(making, id)
    const environment = load(making.folder.tree())
    apply(making, activation(environment, id, { at: AT, unconfirmed: unconfirmedSteps(environment, id, AT) }))
  }
  making.folder.contents.set('README.md', README)
  return making.folder.contents
}

function identity(random: Random) {
  const policy = [
    [['clientCertificate', 'days'], DAYS],
    [['serverCertificate', 'maxDays'], DAYS],
    [['hubClientCertificate', 'maxDays'], DAYS],
    [['crl', 'days'], DAYS],
    [['crl', 'rootDays'], DAYS],
  ] as const
  const id = Buffer.from(random(16)).toString('hex')
  return {
    id,
    name: NAME,
    tier: 'sandbox',
    trustDomain: `${NAME}.example`,
    hub: 'switch',
    issuer: `https://iam.${NAME}.example/realms/dfsps`,
    signer: { kind: 'file' },
    policy,
  } as const
}

async function makeHub(making: Making, text: string): Promise<void> {
  const { settings, random } = making
  const changes = await initialFiles({
    settings,
    settingsText: text,
    operator: { name: 'Sandbox Hub Ltd', country: 'TZ' },
    people: { admins: [2001, 2002], reviewers: [2003], machines: [9001] },
    host: `interop.${NAME}.example`,
    ingressAddresses: ['192.0.2.10', '2001:db8:1::10'],
    egressAddresses: ['192.0.2.20/32', '2001:db8:1::20/128'],
    tokenAddresses: ['192.0.2.11'],
    given: { cas: [], caKeys: new Map(), server: null, jws: null },
    passphrase: null,
    project: new Map(),
    at: AT,
    random,
  })
  apply(making, changes)
}

function addMember(making: Making, member: Member): void {
  const { id, name, country, owner, roles, currencies, egress, callbacks, rotates } = member
  const before = load(making.folder.tree())
  apply(
    making,
    admission({
      environment: before,
      settings: making.settings,
      hub: hubOf(before),
      id,
      name,
      country,
      owners: [owner],
      roles,
      currencies,
      fspId: null,
      takenKeys: new Set(),
      at: AT,
    }),
  )
  making.folder.contents.set(
    `dfsps/${id}/endpoints.yaml`,
    yamlText({ egress: egress.map((cidr) => ({ cidr })), callbacks }, 'Where the DFSP calls from, and where it is called.'),
  )
  joinAs(making, member, NOTHING)
  if (rotates) {
    joinAs(making, member, secondSet(making, member))
    for (const [key, schedule] of ROTATION) making.folder.contents.set(`dfsps/${id}/jws/${key}.yaml`, yamlText(schedule))
  }
}

/** A newer CSR and JWS key, to stand beside the first. */
function secondSet({ keys }: Making, { id, name, country }: Member): GivenFiles {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  const [client, jws] = [generateKey('p256'), generateKey('rsa2048')]
  keys.set(`${id}-client-second.key`, exportPkcs8(client))
  keys.set(`${id}-jws-second.key`, exportPkcs8(jws))
  return { ...NOTHING, csr: bytes(clientRequest({ country, organization: name, commonName: id }, client)), jws: bytes(exportPublicKey(jws)) }
}

/** What Hub and DFSP read to each other, as if over the phone. */
function confirm({ folder }: Making, id: string): void {
  const { dfsp } = admittedDfsp(load(folder.tree()), id)
  const cas = dfsp.ca.flatMap(({ name, parsed }) => (parsed.ok ? [[`ca/${name}`, parsed.facts.publicKey.sha256] as const] : []))
  const jws = dfsp.jws.flatMap(({ name, parsed }) => (parsed.ok ? [[`jws/${name}`, parsed.facts.sha256] as const] : []))
  const fingerprints = Object.fromEntries([...cas, ...jws])
  folder.contents.set(
    `confirmations/${id}.yaml`,
    yamlText({ dfsp: id, fingerprints, channel: 'phone call to the number in the scheme agreement', at: formatInstant(AT), confirmedBy: 2002, witness: 2003 }),
  )
}

function joinAs(making: Making, { id }: Member, given: GivenFiles): void {
  const environment = load(making.folder.tree())
  const caKey = making.keys.get(`${id}-ca.key`)
  apply(
    making,
    joining({
      environment,
      settings: making.settings,
      hub: hubOf(environment),
      ...admittedDfsp(environment, id),
      egress: [],
      callback: null,
      callbackAddresses: [],
      given,
      caKey: caKey === undefined ? null : readPrivateKey(caKey),
      ownKeys: [...making.keys].flatMap(([name, text]) => (name.startsWith(`${id}-`) ? [readPrivateKey(text)] : [])),
      takenKeys: new Set(),
      at: AT,
      random: making.random,
    }),
  )
}

async function signAll({ folder, keys, random }: Making): Promise<void> {
  const environment = load(folder.tree())
  const signer = signerOf(readPrivateKey(keys.get('hub-ca-clients.key') ?? ''))
  const report = await sign({
    environment,
    findings: check(environment, { at: AT }).findings,
    at: AT,
    signers: new Map([['clients', signer]]),
    files: folder.files,
    random,
    sourceCommit: null,
    toolkit: TOOLKIT,
  })
  const [refused] = report.refused
  if (refused !== undefined) throw new Error(`${refused.path}: ${refused.code} ${refused.message}`)
}

function signerOf({ algorithm, publicKey, sign: signBytes }: KeyPair) {
  if (algorithm === 'ecdsa-with-SHA512') throw new TypeError('no CA here has such a key')
  return { algorithm, publicKey, sign: async (tbs: Uint8Array) => signBytes(tbs) }
}

function apply({ folder, keys }: Making, changes: ChangeSet): void {
  for (const { path, text } of changes.files) folder.contents.set(path, text)
  for (const { name, text } of changes.keys) keys.set(name, text)
}

function hubOf({ hub }: Environment): HubFile {
  if (hub.profile?.value == null) throw new TypeError('hub/hub.yaml cannot be read')
  return hub.profile.value
}
