import { beforeAll, expect, test } from 'vitest'
import type { Environment } from '../../src/model/environment.ts'
import type { IssuedRecord } from '../../src/model/generated/files.ts'
import { parseCrlPem } from '../../src/pki/crl.ts'
import { readDer } from '../../src/pki/der.ts'
import { sha256Hex } from '../../src/pki/digest.ts'
import type { Files, Random, Signer } from '../../src/ports.ts'
import { audit } from '../../src/stages/audit.ts'
import { check } from '../../src/stages/check.ts'
import { keysOf } from '../../src/stages/environment-keys.ts'
import { revokedText } from '../../src/stages/revoke.ts'
import { sign } from '../../src/stages/sign.ts'
import { expectWhole, Killed } from '../support/mortal.ts'
import { type Seeded, seeded, size } from '../support/seeded.ts'
import { AT, random as cryptoRandom, type SmallEnvironment, signerOf, signOnce, smallEnvironment } from '../support/small-environment.ts'

/** `sign` is killed, or served by a signer that lies, at any step; then it runs again as if nothing had been. */

const ROUNDS = size(60, 1_000)
const IDS = ['bluebank', 'greenbank']
const NOTHING = { version: 1, issued: [], healed: [], crls: [], refused: [] }

/** The environment before anything was issued, and after; made once. */
let small: SmallEnvironment
let fresh: ReadonlyMap<string, string>
let settled: ReadonlyMap<string, string>

beforeAll(async () => {
  small = await smallEnvironment(IDS)
  small.folder.contents.delete('issued/crl/clients.pem')
  fresh = new Map(small.folder.contents)
  await signOnce(small)
  settled = new Map(small.folder.contents)
})

/** What one run is done to: at its `step`-th step of that kind. */
interface Fault {
  readonly step: number
  readonly kind: FaultKind
}

const FAULTS = ['write before', 'write after', 'random', 'sign before', 'sign after', 'flipped bit', 'other key', 'garbage', 'nothing', 'another TBS'] as const
type FaultKind = (typeof FAULTS)[number]

/** What the run saw of the world, every signature asked for among it. */
class World {
  readonly seen: Uint8Array[] = []
  readonly files: Files
  readonly signer: Signer
  readonly random: Random
  readonly #fault: Fault | null
  #steps = 0

  constructor(fault: Fault | null, random: Seeded) {
    this.#fault = fault
    const { files } = small.folder
    const acted = (name: string, run: () => Promise<void>): Promise<void> => this.#killed(name, run)
    this.files = { write: (path, bytes) => acted('write', () => files.write(path, bytes)), remove: (path) => acted('write', () => files.remove(path)) }
    const signer = signerOf(small)
    const wrong = liesOf(signer, random)
    this.signer = {
      ...signer,
      sign: (tbs) => {
        this.seen.push(tbs)
        return this.#killed('sign', () => (this.#isNow(Object.keys(wrong)) ? (wrong[fault?.kind ?? ''] ?? signer.sign)(tbs) : signer.sign(tbs)))
      },
    }
    this.random = (length) => {
      if (this.#isNow(['random'])) throw new Killed()
      return cryptoRandom(length)
    }
  }

  #isNow(kinds: readonly string[]): boolean {
    if (this.#fault === null || !kinds.includes(this.#fault.kind)) return false
    this.#steps += 1
    return this.#steps === this.#fault.step
  }

  async #killed<T>(name: string, run: () => Promise<T>): Promise<T> {
    if (this.#isNow([`${name} before`])) throw new Killed()
    const result = await run()
    if (this.#isNow([`${name} after`])) throw new Killed()
    return result
  }
}

/** What a signer gives that is broken, or not the one. */
function liesOf(signer: Signer, random: Seeded): Readonly<Record<string, Signer['sign']>> {
  return {
    'flipped bit': async (tbs) => {
      const signature = await signer.sign(tbs)
      const at = random.below(signature.length)
      return signature.map((octet, index) => (index === at ? octet ^ (1 << random.below(8)) : octet))
    },
    'other key': (tbs) => signerOf(small, 'servers').sign(tbs),
    garbage: async () => random.bytes(random.below(100)),
    nothing: async () => new Uint8Array(),
    'another TBS': (tbs) => signer.sign(tbs.map((octet, index) => (index === tbs.length - 1 ? octet ^ 1 : octet))),
  }
}

/** Of a certificate, not of a CRL: the version of that is tagged. */
const isCertificate = (tbs: Uint8Array): boolean => readDer(tbs).children[0]?.tag === 0xa0

const records = (): IssuedRecord[] => small.load().issued.records.flatMap(({ value }) => (value === null ? [] : [value]))

function crlNow(): { readonly number: bigint; readonly serials: readonly string[]; readonly pem: string } | null {
  const pem = small.folder.contents.get('issued/crl/clients.pem')
  if (pem === undefined) return null
  const parsed = parseCrlPem(new TextEncoder().encode(pem))
  return parsed.ok ? { number: parsed.facts.number ?? 0n, serials: [...parsed.facts.entries.keys()], pem } : null
}

/** A run, whole or not: whatever the signer was given is in a record, and another CRL has a greater number. */
async function run(world: World): Promise<unknown> {
  const before = crlNow()
  const environment = small.load()
  const { files, random, signer } = world
  const findings = check(environment, { at: AT }).findings
  const request = { environment, findings, at: AT, signers: new Map([['clients', signer]]), files, random, sourceCommit: null, toolkit: 'muhuri 1.0.0' }
  const result = await sign(request).catch((error: unknown) => error)
  const recorded = new Set(records().map(({ tbs }) => tbs))
  expect(world.seen.filter(isCertificate).filter((tbs) => !recorded.has(sha256Hex(tbs)))).toEqual([])
  const after = crlNow()
  // P6: the same list, or a greater number.
  if (before !== null) expect(after !== null && (after.pem === before.pem || after.number > before.number)).toBe(true)
  return result
}

/** P1, P2, P3: certificates are of their records, records of their requests, and serials of one. */
function expectBound(environment: Environment): void {
  const serials = records().map(({ serial }) => serial)
  expect(new Set(serials).size).toBe(serials.length)
  for (const { parsed, name, dfsp } of environment.issued.certificates) {
    if (!parsed.ok) throw new Error(parsed.message)
    const record = environment.issued.records.find((document) => document.name === name && document.dfsp === dfsp)?.value
    const csr = environment.dfsps.find(({ id }) => id === dfsp)?.client.find(({ path }) => path === record?.csr.path)
    if (csr?.parsed.ok !== true) throw new Error('no CSR')
    expect(record).toMatchObject({ tbs: sha256Hex(parsed.facts.tbs), spki: csr.parsed.facts.publicKey.sha256, serial: parsed.facts.serial })
    expect(record?.csr.sha256).toBe(csr.sha256)
    expect(parsed.facts.publicKey.sha256).toBe(csr.parsed.facts.publicKey.sha256)
    expect(parsed.facts.subject.text).toContain(`CN=${dfsp}`)
  }
}

/** P4: everything that was issued can be derived again from what is in the tree, and nothing of it is left unchecked but earlier commits. */
function expectAudited(environment: Environment): void {
  const { ok, problems, checked, unchecked } = audit(environment, { at: AT, history: null })
  expect({ ok, problems, unchecked: unchecked.map(({ path }) => path) }).toEqual({ ok: true, problems: [], unchecked: ['issued'] })
  expect(checked).toMatchObject({ certificates: IDS.length, records: IDS.length })
}

/** P7: each key has one record, of one party and one purpose, and every key of the environment has one. */
function expectKeysOnce(environment: Environment): void {
  const files = [...small.folder.contents].filter(([path]) => path.startsWith('issued/keys/'))
  const recorded = new Map(files.map(([path, text]) => [path.slice('issued/keys/'.length, -'.json'.length), JSON.parse(text)]))
  expect([...recorded].filter(([name, { spki }]) => name !== spki)).toEqual([])
  const uses = new Map<string, Set<string>>()
  for (const { key, purpose, dfsp } of keysOf(environment)) uses.set(key.sha256, (uses.get(key.sha256) ?? new Set()).add(`${purpose} ${dfsp}`))
  for (const [spki, of] of uses) expect([...of]).toEqual([`${recorded.get(spki)?.purpose} ${recorded.get(spki)?.dfsp}`])
  expect(uses.size).toBeGreaterThan(IDS.length)
}

function restore(contents: ReadonlyMap<string, string>): void {
  small.folder.contents.clear()
  for (const [path, text] of contents) small.folder.contents.set(path, text)
}

const digests = (world: World): string[] => world.seen.filter(isCertificate).map(sha256Hex)

/** One to three runs that fail; the digests of what the signer was asked for, and the faults that stopped a run. */
async function failing(random: Seeded): Promise<{ readonly asked: readonly string[]; readonly hit: readonly FaultKind[] }> {
  const asked: string[] = []
  const hit: FaultKind[] = []
  for (let runs = 1 + random.below(3); runs > 0; runs -= 1) {
    const kind = random.pick(FAULTS)
    const world = new World({ kind, step: 1 + random.below(STEPS[kind] ?? 3) }, random)
    if ((await run(world)) instanceof Error) hit.push(kind)
    asked.push(...digests(world))
  }
  return { asked, hit }
}

const STEPS: Readonly<Partial<Record<FaultKind, number>>> = { 'write before': 20, 'write after': 20, random: 2 }

async function issuing(random: Seeded): Promise<readonly FaultKind[]> {
  restore(fresh)
  const { asked, hit } = await failing(random)
  const last = new World(null, random)
  expect(await run(last)).toMatchObject({ refused: [] })
  expect(new Set([...asked, ...digests(last)]).size).toBe(IDS.length)
  expectWhole(small, IDS)
  return hit
}

/** P6: what is revoked is on the next list that is made. */
async function revoking(random: Seeded): Promise<readonly FaultKind[]> {
  restore(settled)
  const serial = random.pick(records()).serial
  small.folder.contents.set(`revoked/${serial}.yaml`, revokedText({ reason: 'superseded', at: AT, by: 'switch' }))
  const { asked, hit } = await failing(random)
  expect(asked).toEqual([])
  const before = crlNow()?.number ?? 0n
  const report = await run(new World(null, random))
  expect(crlNow()?.serials).toEqual([serial])
  expect(report).toMatchObject({ crls: crlNow()?.number === before ? [] : [{ ca: 'clients' }] })
  return hit
}

test(`after any of ${ROUNDS} faults the invariants hold, and the next run makes it whole`, async () => {
  const random = seeded('faults of sign')
  const hit = new Set<FaultKind>()
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const kind of await (random.below(4) === 0 ? revoking(random) : issuing(random))) hit.add(kind)
    const environment = small.load()
    expectBound(environment)
    expectKeysOnce(environment)
    expectAudited(environment)
    // P5: nothing comes of running again.
    expect(await run(new World(null, random))).toEqual(NOTHING)
  }
  expect([...hit].sort()).toEqual([...FAULTS].sort())
}, 1_800_000)
