import { expect, it } from 'vitest'
import type { Environment } from '../../../src/model/environment.ts'
import { sampleEnvironment } from '../../support/environment.ts'
import { findingsIn } from '../../support/new-findings.ts'

const base = sampleEnvironment()
const after = (conflicts: boolean): Environment => ({ ...base, tree: { ...base.tree, conflicts } })
const found = (conflicts: boolean): readonly string[] => findingsIn(after(conflicts), { base, actor: 1001 }).filter((line) => !line.startsWith('notice'))

it('access/behind refuses a change of which no merge result can be told', () => {
  expect(found(true)).toEqual(['access/behind .'])
})

it('access/behind says nothing where the merge is clean', () => {
  expect(found(false)).toEqual([])
})
