import { expect, it } from 'vitest'
import { sampleEnvironment, sampleFiles } from '../../support/environment.ts'
import { findingsIn } from '../../support/new-findings.ts'

const GREEN = 'dfsps/greenbank/ca/root.pem'
const COPY = 'dfsps/bluebank/ca/another.pem'
const base = sampleEnvironment()
const copied = { [COPY]: sampleFiles().get(GREEN) ?? '' }
const left = { 'dfsps/greenbank/dfsp.yaml': String(sampleFiles().get('dfsps/greenbank/dfsp.yaml')).replace('status: active', 'status: left') }
const blamed = (files: Readonly<Record<string, string | null>>, before?: typeof base): readonly string[] =>
  findingsIn(sampleEnvironment({ files }), before === undefined ? {} : { base: before, actor: 2001 }).filter((line) => line.includes('access/shared-ca'))

it('blames whoever copies the CA of another DFSP, though the copy sorts first', () => {
  expect(blamed(copied, base)).toEqual([`access/shared-ca ${COPY}`])
})

it('blames the copy still when base holds both', () => {
  expect(blamed(copied, sampleEnvironment({ files: copied }))).toHaveLength(1)
})

it('a DFSP may have one CA in two files', () => {
  expect(blamed({ 'dfsps/greenbank/ca/again.pem': sampleFiles().get(GREEN) ?? '' }, base)).toEqual([])
})

it('a DFSP that has left shares nothing', () => {
  expect(blamed({ ...copied, ...left }, sampleEnvironment({ files: left }))).toEqual([])
})
