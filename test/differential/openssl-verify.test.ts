import { afterAll, beforeAll, expect } from 'vitest'
import { type PathResult, validatePath } from '../../src/pki/path.ts'
import { writePem } from '../../src/pki/pem.ts'
import { TEST_NOW } from '../support/pki.ts'
import { type Seeded, seeded, size } from '../support/seeded.ts'
import { type Workshop, workshop } from '../support/shell.ts'
import { testWith } from '../support/tools.ts'
import { type Chain, goodChain, type Made, make } from './chain.ts'
import { defectsAt } from './defects.ts'
import { OPENSSL_IS_STRICTER, WE_ARE_STRICTER } from './explained.ts'

/** Our verdict and that of `openssl verify -x509_strict` on the same chains, with nothing, one or two things wrong. */

const CHAINS = size(1_000, 10_000)
const BATCH = 500
const test = testWith('openssl')

let place: Workshop
beforeAll(() => {
  place = workshop()
})
afterAll(() => place.close())

interface Case {
  readonly what: string
  readonly made: Made
}

function caseOf(intermediates: number, defects: readonly (readonly [number, string])[]): Case {
  let chain: Chain = goodChain(intermediates)
  for (const [at, name] of defects) chain = defectsAt(chain, at)[name]?.(chain, at) ?? chain
  return { what: `${intermediates} intermediates: ${defects.map(([at, name]) => `${name} at ${at}`).join(', ')}`, made: make(chain) }
}

function anyCase(random: Seeded): Case {
  const intermediates = random.below(4)
  const defects = Array.from({ length: random.pick([0, 1, 1, 1, 1, 2, 2]) }, (): [number, string] => {
    const at = random.below(intermediates + 2)
    return [at, random.pick(Object.keys(defectsAt(goodChain(intermediates), at)))]
  })
  return caseOf(intermediates, defects)
}

function ours({ made }: Case): PathResult {
  return validatePath({ leaf: made.leaf.der, untrusted: made.untrusted, anchors: [made.root.der], purpose: 'server', at: TEST_NOW })
}

/** What openssl says of each: null where it accepts. One shell for all of them: starting it costs more than the work. */
function theirs(cases: readonly Case[]): (string | null)[] {
  const lines = cases.map(({ made }, at) => {
    place.put(`${at}.leaf`, made.leaf.pem)
    place.put(`${at}.root`, made.root.pem)
    place.put(`${at}.untrusted`, made.untrusted.map((der) => writePem('CERTIFICATE', der)).join(''))
    const untrusted = made.untrusted.length === 0 ? '' : `-untrusted ${at}.untrusted`
    return `echo "== ${at}"; openssl verify -x509_strict -auth_level 2 -purpose sslserver -attime ${TEST_NOW.getTime() / 1000} -no-CApath -no-CAstore -CAfile ${at}.root ${untrusted} ${at}.leaf 2>&1`
  })
  place.put('run.sh', `${lines.join('\n')}\ntrue\n`)
  const said = place
    .run('sh', 'run.sh')
    .output.split(/^== \d+\n/m)
    .slice(1)
  expect(said.length).toBe(cases.length)
  return said.map((text) => (/^\d+\.leaf: OK$/m.test(text) ? null : text))
}

function difference(one: Case, said: string | null): string | null {
  const verdict = ours(one)
  if (verdict.ok && said !== null) {
    return OPENSSL_IS_STRICTER.some(({ error, shown }) => error.test(said) && one.what.includes(shown[2])) ? null : `${one.what}: only openssl refuses: ${said}`
  }
  if (verdict.ok || said !== null) return null
  const unexplained = verdict.problems.filter(({ message }) => !WE_ARE_STRICTER.some(({ problem }) => problem.test(message)))
  return unexplained.length === 0 ? null : `${one.what}: only we refuse: ${unexplained.map(({ code, message }) => `${code} ${message}`).join(' ')}`
}

test(`on ${CHAINS} chains no verdict differs without a reason`, () => {
  const random = seeded('openssl verify')
  const differences: string[] = []
  let accepted = 0
  for (let done = 0; done < CHAINS; done += BATCH) {
    const cases = Array.from({ length: Math.min(BATCH, CHAINS - done) }, () => anyCase(random))
    const said = theirs(cases)
    accepted += said.filter((text) => text === null).length
    differences.push(...cases.flatMap((one, at) => difference(one, said[at] ?? null) ?? []))
  }
  expect(differences).toEqual([])
  expect(accepted).toBeGreaterThan(CHAINS / 10)
  expect(accepted).toBeLessThan((CHAINS * 9) / 10)
}, 1_200_000)

test.each(WE_ARE_STRICTER)('we refuse, openssl does not: $why', ({ problem, shown: [intermediates, at, name] }) => {
  const one = caseOf(intermediates, [[at, name]])
  const verdict = ours(one)
  expect(theirs([one])).toEqual([null])
  expect(verdict.ok ? [] : verdict.problems.map(({ message }) => message)).toSatisfy(
    (found: readonly string[]) => found.length > 0 && found.every((message) => problem.test(message)),
  )
})

test.each(OPENSSL_IS_STRICTER)('openssl refuses, we do not: $why', ({ error, shown: [intermediates, at, name] }) => {
  const one = caseOf(intermediates, [[at, name]])
  expect(ours(one)).toMatchObject({ ok: true })
  expect(theirs([one])).toEqual([expect.stringMatching(error)])
})
