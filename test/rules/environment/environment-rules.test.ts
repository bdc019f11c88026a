import { expect, it } from 'vitest'
import { edited, type FileContents, sampleEnvironment } from '../../support/environment.ts'
import { findingsIn } from '../../support/new-findings.ts'

const FILE = 'environment.yaml'
const base = sampleEnvironment()

const found = (files: FileContents, options: Parameters<typeof findingsIn>[1] = {}): readonly string[] =>
  findingsIn(sampleEnvironment({ files }), { base, actor: 2001, ...options }).filter((line) => line.includes('environment/'))

const tier = (name: string): FileContents => edited(FILE, 'tier: pre-production', `tier: ${name}`)

it('finds an id that changes', () => {
  expect(found(edited(FILE, '5f0c6c1e9d2b4a7f8e3d1c0b9a887766', 'a'.repeat(32)))).toEqual([`environment/id-changed ${FILE}:1`])
})

it('finds an id that is gone', () => {
  expect(found({ [FILE]: null })).toContain(`environment/id-changed ${FILE}`)
})

it('finds a tier that goes down, not one that goes up', () => {
  expect(found(tier('sandbox'))).toEqual([`environment/tier-changed ${FILE}:3`])
  expect(found(tier('production')).filter((line) => line.includes('tier-changed'))).toEqual([])
})

it('warns where production is checked alone', () => {
  const production = sampleEnvironment({ files: tier('production') })
  const alone = findingsIn(production).filter((line) => line.includes('environment/'))
  expect(alone).toEqual([`warning environment/sibling-missing ${FILE}:3`])
  const other = sampleEnvironment({ files: edited(FILE, '5f0c6c1e9d2b4a7f8e3d1c0b9a887766', 'a'.repeat(32)) })
  expect(findingsIn(production, { siblings: [other] }).filter((line) => line.includes('environment/'))).toEqual([])
})

it('finds that an environment given beside it cannot be read', () => {
  expect(findingsIn(base, { siblings: [sampleEnvironment({ files: { [FILE]: 'id: [' } })] })).toContain(`environment/sibling-missing ${FILE}:3`)
})
