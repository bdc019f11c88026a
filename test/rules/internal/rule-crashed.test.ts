import { expect, it } from 'vitest'
import { defaultSettings } from '../../../src/model/default-settings.ts'
import { registry } from '../../../src/rules/index.ts'
import type { Rule } from '../../../src/rules/rule.ts'
import { findingsOf } from '../../../src/stages/findings.ts'
import { environmentOf } from '../../support/judge.ts'
import { testCsr } from '../../support/pki.ts'

const path = 'dfsps/greenbank/client/2026-11.csr'
const environment = environmentOf({ [path]: testCsr().pem })
const context = { environment, settings: defaultSettings, at: new Date('2026-11-23T12:00:00Z'), actor: null, mergeGroup: false, siblings: [] }
const empty = Object.fromEntries(Object.keys(registry).map((kind) => [kind, []])) as unknown as typeof registry

function judgedBy(check: Rule<'csr'>['check']) {
  const [first] = registry.csr
  if (first === undefined) throw new Error('no rule')
  return findingsOf(environment, context, { ...empty, csr: [{ ...first, code: 'csr/subject', check }] })
}

it('finds nothing where every rule comes to its end', () => {
  expect(judgedBy(() => [])).toEqual([])
})

it('fails closed where a rule throws, at once or half-way', () => {
  const half = function* () {
    yield { message: 'half' }
    throw new Error('lost')
  }
  const throwing = () => {
    throw new Error('lost')
  }
  for (const check of [half, throwing]) {
    const found = judgedBy(check)
    expect(found.map(({ code, severity, path: where, message, dfsp }) => [code, severity, where, message, dfsp])).toEqual([
      ['internal/rule-crashed', 'error', path, 'rule csr/subject crashed: lost', 'greenbank'],
    ])
  }
})
