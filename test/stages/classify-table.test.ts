import { describe, expect, it } from 'vitest'
import { LAYOUT, type LocationKind, locate } from '../../src/model/layout.ts'
import type { ChangeClass } from '../../src/model/plan.ts'
import { hubAdmin, hubReview, restrict, selfService } from '../../src/stages/classify/effect.ts'
import { CLASSES } from '../../src/stages/classify/table.ts'
import { classify } from '../../src/stages/classify.ts'
import { edited, type FileContents, sampleEnvironment, sampleTree } from '../support/environment.ts'
import { EFFECTS } from './classify-effects.ts'

const CHANGES = ['added', 'modified', 'deleted'] as const
type Expected = readonly [added: ChangeClass, modified: ChangeClass, deleted: ChangeClass]

const ADMIN: Expected = ['hub-admin', 'hub-admin', 'hub-admin']
/** What each place of the layout comes to, where what stands there cannot be read; every other place is the Hub's admins'. */
const UNREADABLE: Readonly<Record<string, Expected>> = {
  'dfsps/<id>/endpoints.yaml': ['hub-review', 'hub-review', 'hub-review'],
  'dfsps/<id>/server/<name>.pem': ['hub-admin', 'hub-admin', 'restrict'],
  'dfsps/<id>/client/<name>.csr': ['hub-admin', 'hub-admin', 'restrict'],
  'dfsps/<id>/hub-client/<name>.pem': ['hub-admin', 'hub-admin', 'restrict'],
  'dfsps/<id>/jws/<name>.pem': ['hub-admin', 'hub-admin', 'restrict'],
  'dfsps/<id>/jws/<name>.yaml': ['self-service', 'hub-review', 'hub-review'],
  'dfsps/<id>/crl/<name>.pem': ['restrict', 'hub-review', 'hub-review'],
  'dfsps/<id>/proofs/<proof>.json': ['self-service', 'hub-review', 'hub-review'],
  'dfsps/<id>/installed.yaml': ['self-service', 'self-service', 'self-service'],
  'revoked/<revocation>.yaml': ['restrict', 'hub-admin', 'hub-admin'],
}

const PARTS: Readonly<Record<string, string>> = {
  id: 'greenbank',
  name: 'x',
  proof: 'jws-x',
  revocation: 'AB',
  certificate: 'x.AB',
  sha256: 'a'.repeat(64),
  rest: 'x',
}
const pathOf = (pattern: string): string => pattern.replace(/<([a-z0-9]+)>/g, (_, part: string) => PARTS[part] ?? part)

/** What no place of the layout has. */
const NOWHERE = ['stray.txt', 'hub/x.txt', 'dfsps/greenbank/x.txt', 'dfsps/greenbank/jws/deep/x.pem', '.gitattributes', 'dfsps/x', 'HUB/hub.yaml', 'jws/x.pem']

const rows = [...Object.keys(LAYOUT), ...NOWHERE].flatMap((pattern) =>
  CHANGES.map((change, index) => ({ pattern, path: pathOf(pattern), change, expected: (UNREADABLE[pattern] ?? ADMIN)[index] ?? 'hub-admin' })),
)

/** Also a file of people's branch below `issued/`, which no machine wrote. */
const environmentWith = (path: string, text: string | null) =>
  sampleEnvironment({ files: { [path]: null }, entries: text === null ? [] : [{ ...entryOf(path, text), layer: 'main' }] })

const entryOf = (path: string, text: string) => {
  const found = sampleTree({ files: { [path]: text } }).entries.find((entry) => entry.path === path)
  if (found === undefined) throw new Error(path)
  return found
}

describe('the table of change classes', () => {
  it.each(rows)('$path, $change and unreadable, is $expected', ({ path, change, expected }) => {
    const [before, after] = { added: [null, '!'], modified: ['?', '!'], deleted: ['!', null] }[change]
    const found = classify(environmentWith(path, before ?? null), environmentWith(path, after ?? null), 2001)
    expect(found.paths.map(({ dfsps: _, ...one }) => one)).toEqual([{ path, change, class: expected }])
    expect(found.class).toBe(expected)
  })

  it('has each place of the layout in one row and no other: patterns do not overlap', () => {
    for (const [pattern, kind] of Object.entries(LAYOUT)) {
      expect(locate(pathOf(pattern))).toMatchObject({ kind, problem: null })
      const matching = Object.keys(LAYOUT).filter((other) => patternOf(other).test(pathOf(pattern)))
      expect(matching).toEqual([pattern])
    }
    expect(new Set(Object.values(LAYOUT))).toEqual(new Set(Object.keys(CLASSES).filter((kind) => kind !== 'unknown')))
  })

  it.each(NOWHERE)('finds no place for "%s"', (path) => {
    expect(locate(path).kind).toBe('unknown')
  })

  it.each(EFFECTS)('$kind, $change: $effect is $expected', ({ path, change, expected, before, after }) => {
    const found = classify(sampleEnvironment({ files: before }), sampleEnvironment({ files: { ...before, ...after } }), 2001)
    expect(found.paths.filter((one) => one.path === path)).toMatchObject([{ change, class: expected }])
  })

  it('says of every row that looks at the effect what at least two effects come to', () => {
    const constant: ReadonlySet<unknown> = new Set([hubAdmin, hubReview, restrict, selfService])
    for (const [kind, row] of Object.entries(CLASSES) as [LocationKind, (typeof CLASSES)[LocationKind]][]) {
      for (const change of CHANGES) {
        const seen = EFFECTS.filter((effect) => effect.kind === kind && effect.change === change)
        expect([kind, change, new Set(seen.map(({ expected }) => expected)).size > 1]).toEqual([kind, change, !constant.has(row[change])])
        for (const { path } of seen) expect(locate(path).kind).toBe(kind)
      }
    }
  })
})

function patternOf(pattern: string): RegExp {
  const parts = pattern.replace(/[.]/g, '[.]').replace(/<([a-z0-9]+)>/g, (_, part: string) => (part === 'rest' ? '.+' : '[^/]+'))
  return new RegExp(`^${parts}$`)
}

describe('restrict', () => {
  const shrink = (more: FileContents = {}): FileContents => ({ ...edited('dfsps/greenbank/endpoints.yaml', '198.51.100.16/29', '198.51.100.16/30'), ...more })

  it('is not made less by what else the same DFSP restricts', () => {
    const files = shrink(edited('dfsps/greenbank/dfsp.yaml', 'status: active', 'status: suspended'))
    expect(classify(sampleEnvironment(), sampleEnvironment({ files }), 1001).class).toBe('restrict')
  })
})
