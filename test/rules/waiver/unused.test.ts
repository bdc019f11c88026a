import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { greenRoot, ROOT } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { WAIVER, waivedFiles } from '../../support/waived.ts'

it('says nothing of a waiver that excuses something', () => {
  expect(judge(['certificate', 'waiver'], waivedFiles())).toEqual([`notice cert/algorithm ${ROOT}`])
})

it('warns of one that excuses nothing', () => {
  const sha256 = createHash('sha256').update(greenRoot.pem).digest('hex')
  expect(judge(['certificate', 'waiver'], { ...waivedFiles({ sha256 }), [ROOT]: greenRoot.pem })).toEqual([`warning waiver/unused ${WAIVER}`])
})
