import { expect, it } from 'vitest'
import { greenRoot, SERVER, serverFiles } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { testCa } from '../../support/pki.ts'

it('takes 20 octets', () => {
  expect(judge(['certificate'], serverFiles({ serial: '7F'.repeat(20) }))).toEqual([])
})

it.each([
  ['zero', { serialDer: Uint8Array.of(2, 1, 0) }],
  ['a negative one', { serialDer: Uint8Array.of(2, 1, 0x80) }],
  ['21 octets', { serial: 'FF'.repeat(20) }],
])('refuses %s', (_, options) => {
  expect(judge(['certificate'], serverFiles(options))).toEqual([`cert/serial ${SERVER}`])
})

it('refuses the same serial of the same issuer a second time', () => {
  const later = 'dfsps/greenbank/server/2026-12.pem'
  expect(judge(['certificate'], serverFiles({ serial: '0A0B' }, { [later]: greenRoot.issue({ serial: '0A0B' }).pem }))).toEqual([`cert/serial ${later}`])
})

it('takes the same certificate in two places, and the serial of another issuer', () => {
  const later = 'dfsps/greenbank/server/2026-12.pem'
  const files = serverFiles({ serial: '0A0B' })
  expect(judge(['certificate'], { ...files, [later]: files[SERVER] ?? '' })).not.toContain(`cert/serial ${later}`)
  const other = testCa({ subject: { CN: 'Other Root' } })
  expect(judge(['certificate'], { ...files, 'dfsps/greenbank/ca/other.pem': other.pem, [later]: other.issue({ serial: '0A0B' }).pem })).not.toContain(
    `cert/serial ${later}`,
  )
})
