import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Environment } from '../../src/model/environment.ts'
import { sha256Hex } from '../../src/pki/digest.ts'
import { check } from '../../src/stages/check.ts'
import { classify } from '../../src/stages/classify.ts'
import { desire } from '../../src/stages/desire.ts'
import { load } from '../../src/stages/load.ts'
import { render } from '../../src/stages/render.ts'
import { revokedText } from '../../src/stages/revoke.ts'
import { treeOf } from '../support/environment.ts'
import { size } from '../support/seeded.ts'
import { AT, type SmallEnvironment, signOnce, smallEnvironment } from '../support/small-environment.ts'
import { replaceIn } from '../support/strict-environment.ts'

const IDS = ['aabank', 'greenbank', 'zzbank'] as const
/** First and last by id, so that neither is spared for its name. */
const VICTIMS = ['aabank', 'zzbank'] as const
const DAY = 86_400_000

const made = make()

async function make(): Promise<SmallEnvironment> {
  const small = await smallEnvironment(IDS)
  await signOnce(small)
  for (const id of IDS) replaceIn(small, `dfsps/${id}/dfsp.yaml`, /status: admitted/, 'status: active')
  return small
}

/** Files that nobody else changes; unlike a text, they may be any bytes. */
type World = Map<string, string | Uint8Array>

/** As from Git, which has a name for contents that are too large to read. */
function loaded(world: World, harmed: string | null = null): Environment {
  const tree = {
    ...treeOf(Object.fromEntries(world)),
    since: (path: string) => (harmed !== null && path.startsWith(`dfsps/${harmed}/`) ? 2 : 1),
  }
  const entries = tree.entries.map((entry) => (entry.bytes === null ? { ...entry, id: sha256Hex(Buffer.from(world.get(entry.path) ?? '')) } : entry))
  return load({ ...tree, entries })
}

const HOSTILE = [
  '',
  '\u0000',
  ': [',
  '&a [*a, *a]',
  `a: &a [${'x, '.repeat(500)}]\n${Array.from({ length: 20 }, (_, index) => `b${index}: [*a, *a, *a, *a]`).join('\n')}`,
  '!!js/function "function () { return 1 }"',
  '<<: { status: active }',
  '__proto__: { status: active }',
  'status: active\nstatus: left',
  '---\na: 1\n---\nb: 2\n',
  `${'['.repeat(5_000)}${']'.repeat(5_000)}`,
  '"\\ud800"',
  '\ufeff\u202ename: x',
  '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n',
  '{"version":1}',
  'x'.repeat(70_000),
] as const

type Damage =
  | { readonly kind: 'flip'; readonly file: number; readonly at: number; readonly bit: number }
  | { readonly kind: 'delete'; readonly file: number }
  | { readonly kind: 'cut'; readonly file: number; readonly at: number }
  | { readonly kind: 'hostile'; readonly file: number; readonly text: string }
  | { readonly kind: 'taken'; readonly file: number; readonly from: number }
  | { readonly kind: 'copied'; readonly from: number }

const place = fc.nat(10_000)
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), file: place, at: place, bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('delete' as const), file: place }),
  fc.record({ kind: fc.constant('cut' as const), file: place, at: place }),
  fc.record({ kind: fc.constant('hostile' as const), file: place, text: fc.constantFrom(...HOSTILE) }),
  fc.record({ kind: fc.constant('taken' as const), file: place, from: place }),
  fc.record({ kind: fc.constant('copied' as const), from: place }),
)

const nth = (list: readonly string[], index: number): string => list[index % list.length] ?? ''

const FOREIGN = /^(?:dfsps\/[^/]+|hub)\//

/** Any harm to files below `dfsps/<victim>`; `taken` puts another's file of the same kind in the place, `copied` another's beside it. */
function harm(contents: World, victim: string, one: Damage): void {
  const own = [...contents.keys()].filter((path) => path.startsWith(`dfsps/${victim}/`)).sort()
  const foreign = [...contents.keys()].filter((path) => FOREIGN.test(path) && !path.startsWith(`dfsps/${victim}/`)).sort()
  if (one.kind === 'copied') {
    const from = nth(
      foreign.filter((path) => path.startsWith('dfsps/')),
      one.from,
    )
    const to = from.replace(/^dfsps\/[^/]+\//, `dfsps/${victim}/`).replace(/2026-11|root/, 'copied')
    contents.set(to, contents.get(from) ?? '')
    return
  }
  const path = nth(own, one.file)
  const bytes = new Uint8Array(Buffer.from(contents.get(path) ?? ''))
  if (path === '') return
  if (one.kind === 'delete') contents.delete(path)
  else if (one.kind === 'hostile') contents.set(path, new TextEncoder().encode(one.text))
  else if (one.kind === 'cut') contents.set(path, bytes.slice(0, one.at % (bytes.length + 1)))
  else if (one.kind === 'taken') {
    const alike = foreign.filter((other) => other.split('/').at(2) === path.split('/').at(2))
    contents.set(path, contents.get(nth(alike.length > 0 ? alike : foreign, one.from)) ?? bytes)
  } else contents.set(path, flipped(bytes, one.at, one.bit))
}

function flipped(bytes: Uint8Array, at: number, bit: number): Uint8Array {
  return bytes.map((byte, index) => (index === at % Math.max(bytes.length, 1) ? byte ^ (1 << bit) : byte))
}

/** Rendered text by path; of files that name nobody only the lines that name one of these. */
function bytesOf(environment: Environment, at: Date, ids: readonly string[]): Readonly<Record<string, string>> {
  const rendered = render(desire(environment, check(environment, { at }).findings, at), { for: 'all' })
  const named = (text: string): boolean => ids.some((id) => text.includes(id))
  return Object.fromEntries(
    rendered.files.flatMap(({ path, text }) => {
      if (path.startsWith('dfsps/')) return ids.some((id) => path.startsWith(`dfsps/${id}/`)) ? [[path, text]] : []
      if (named(path)) return [[path, text]]
      const lines = text.split('\n').filter(named)
      return lines.length === 0 ? [] : [[path, lines.join('\n')]]
    }),
  )
}

/** The victim's own key leaves the directories of the others, and its participants their lists: that is no harm to them. */
const withoutVictim = (files: Readonly<Record<string, string>>, victim: string): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !path.split('/').slice(2).join('/').includes(victim)))

/** At any instant at which the files of the Hub itself are good: those stop all, whoever is harmed. */
const runs = { numRuns: size(40, 1_000), seed: 20261123 }

describe('whatever happens below one DFSP', () => {
  test('the others are rendered as before, byte for byte, and one of them can revoke', async () => {
    const small = await made
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...VICTIMS),
        fc.array(damage, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: 0, max: 820 }),
        async (victim, harms, days) => {
          const at = new Date(AT.getTime() + days * DAY + 60_000)
          const others = IDS.filter((id) => id !== victim)
          const world: World = new Map(small.folder.contents)
          const before = withoutVictim(bytesOf(loaded(world), at, others), victim)
          for (const one of harms) harm(world, victim, one)
          expect(withoutVictim(bytesOf(loaded(world, victim), at, others), victim)).toEqual(before)
          await revokes(small, { world, victim }, at)
        },
      ),
      runs,
    )
  }, 300_000)
})

/** greenbank's certificate is revoked: a restrict change that passes, a list that names it, a pin that is gone. */
async function revokes(small: SmallEnvironment, { world, victim }: { readonly world: World; readonly victim: string }, at: Date): Promise<void> {
  const base = loaded(world, victim)
  const certificate = base.issued.certificates.find(({ dfsp }) => dfsp === 'greenbank')?.parsed
  if (!certificate?.ok) throw new Error('greenbank has no certificate')
  const { serial, sha256, notAfter } = certificate.facts
  world.set(`revoked/${serial}.yaml`, revokedText({ reason: 'keyCompromise', at, by: 'greenbank' }))
  const head = loaded(world, victim)
  expect(classify(base, head, 1002).class).toBe('restrict')
  expect(check(head, { at, base, actor: 1002 }).verdict).toBe('pass')
  const files = {
    write: async (path: string, bytes: string | Uint8Array) => void world.set(path, bytes),
    remove: async (path: string) => void world.delete(path),
  }
  await signOnce({ ...small, load: () => loaded(world, victim) }, { at, files, crlOnly: true })
  const [list] = loaded(world).issued.crl.flatMap(({ parsed }) => (parsed.ok ? [parsed.facts] : []))
  if (at <= notAfter) expect(list?.entries.has(serial)).toBe(true)
  expect(JSON.stringify(bytesOf(loaded(world, victim), at, IDS))).not.toContain(sha256)
}
