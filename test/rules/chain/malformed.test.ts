import { expect, it } from 'vitest'
import { basicConstraints, keyUsage } from '../../../src/pki/build-extensions.ts'
import { ROOT, SERVER } from '../../support/greenbank.ts'
import { judge } from '../../support/judge.ts'
import { testCa } from '../../support/pki.ts'

const under = (root: ReturnType<typeof testCa>) => judge(['certificate'], { [ROOT]: root.pem, [SERVER]: root.issue().pem })

it('takes a root without key identifiers, as older tools make it', () => {
  expect(under(testCa({ extensions: [basicConstraints({ pathLength: null }), keyUsage('keyCertSign', 'cRLSign')] }))).toEqual([])
})

it('refuses a CA with a negative serial, and says so of what stands below it', () => {
  const found = under(testCa({ serialDer: Uint8Array.of(2, 1, 0x80) }))
  expect(found).toEqual([`cert/serial ${ROOT}`, `chain/malformed ${SERVER}`])
})
