import { expect, it } from 'vitest'
import { judge } from '../../support/judge.ts'
import { hubFiles, issuedFiles, testHub } from '../../support/parties.ts'

const hub = testHub()

it('takes what the CA for clients issued', () => {
  expect(judge(['certificate'], { ...hubFiles(hub), ...issuedFiles(hub).files })).toEqual([])
})

it('refuses what another CA issued', () => {
  const { path, files } = issuedFiles(testHub())
  const stranger = issuedFiles({ ...hub, clients: hub.root })
  expect(judge(['certificate'], { ...hubFiles(hub), ...files })).toEqual([`cert/issuer ${path}`])
  expect(judge(['certificate'], { ...hubFiles(hub), ...stranger.files })).toEqual([`cert/issuer ${stranger.path}`])
})

it('refuses what bears the name of the CA but not its signature', () => {
  const { path, files } = issuedFiles(hub, { tamperSignature: true })
  expect(judge(['certificate'], { ...hubFiles(hub), ...files })).toEqual([`cert/issuer ${path}`])
})
