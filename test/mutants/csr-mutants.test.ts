import { describe, expect, it } from 'vitest'
import { defaultSettings } from '../../src/model/default-settings.ts'
import { type RuleTable, registry } from '../../src/rules/index.ts'
import { findingsOf } from '../../src/stages/findings.ts'
import { SAMPLE_AT, sampleEnvironment } from '../support/environment.ts'
import { testCsr } from '../support/pki.ts'
import { encodingMutants } from './encoding-mutants.ts'
import { extensionMutants } from './extension-mutants.ts'
import { keyMutants } from './key-mutants.ts'
import type { Mutant } from './mutant.ts'
import { nameMutants } from './name-mutants.ts'
import { signatureMutants } from './signature-mutants.ts'

/** A request brought into an environment that is good: exactly one kind of error names it. */

const PATH = 'dfsps/greenbank/client/2026-12.csr'

const PAST_SIGNATURE: RuleTable = { ...registry, csr: registry.csr.filter(({ code }) => code !== 'csr/signature') }

function errors({ file, beside = {} }: Pick<Mutant, 'file' | 'beside'>, rules: RuleTable = registry): string[] {
  const environment = sampleEnvironment({ files: { ...beside, [PATH]: file } })
  const settings = environment.settings?.value ?? defaultSettings
  const findings = findingsOf(environment, { environment, settings, at: SAMPLE_AT, actor: null, mergeGroup: false, siblings: [] }, rules)
  return [...new Set(findings.filter(({ path, severity }) => path === PATH && severity === 'error').map(({ code }) => code))]
}

const families = {
  'extensions and attributes (rows 1 and 2)': extensionMutants(),
  'names (rows 3 to 5)': nameMutants(),
  'encodings (rows 6, 7 and 11)': encodingMutants(),
  'keys (rows 8 and 9)': keyMutants(),
  'signatures (row 10)': signatureMutants(),
}

it('takes the request that they are made of', () => {
  expect(errors({ file: testCsr().pem })).toEqual([])
})

it('has more than 200 of them, each another', () => {
  const files = Object.values(families).flatMap((family) => family.map(({ file }) => Buffer.from(file).toString('latin1')))
  const names = Object.values(families).flatMap((family) => family.map(({ what }) => what))
  const twice = files.flatMap((file, at) => (files.indexOf(file) === at ? [] : [names[at]]))
  expect(twice).toEqual([])
  expect(files.length).toBeGreaterThan(200)
})

describe.each(Object.entries(families))('%s', (_, family) => {
  it.each(family)('$what: $code', (mutant) => {
    expect(errors(mutant)).toEqual([mutant.unsigned ? 'csr/signature' : mutant.code])
    if (mutant.unsigned) expect(errors(mutant, PAST_SIGNATURE)).toEqual([mutant.code])
  })
})
