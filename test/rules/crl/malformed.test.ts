import { expect, it } from 'vitest'
import { extension } from '../../../src/pki/build-extensions.ts'
import { integer } from '../../../src/pki/der-write.ts'
import { findings, judge } from '../../support/judge.ts'
import { hubFiles, testHub } from '../../support/parties.ts'
import { rawCrl, rawEntry } from '../../support/raw-crl.ts'

const hub = testHub()
const path = 'issued/crl/clients.pem'
const of = (parts: Parameters<typeof rawCrl>[1]) => ({ ...hubFiles(hub), [path]: rawCrl(hub.clients, parts).pem })

it('takes a complete list', () => {
  expect(judge(['crl'], of({}))).toEqual([])
  expect(judge(['crl'], of({ entries: [rawEntry('0A')] }))).toEqual([])
})

it.each<[string, Parameters<typeof rawCrl>[1], string]>([
  ['an entry twice', { entries: [rawEntry('0A'), rawEntry('0A')] }, 'serial 0A is listed twice'],
  ['a list of entries without any', { entries: [] }, 'the list of revoked certificates is there but empty'],
  ['a delta list', { extensions: [extension('2.5.29.27', true, integer(1))] }, 'its extension deltaCrlIndicator is not processed here'],
])('refuses %s', (_what, parts, defect) => {
  expect(findings(['crl'], of(parts)).map(({ code, message }) => [code, message])).toEqual([['crl/malformed', `The CRL is malformed: ${defect}.`]])
})
