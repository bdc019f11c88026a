import { expect, test } from 'vitest'
import { check } from '../../../src/stages/check.ts'
import { SAMPLE_AT, sampleEnvironment, sampleFiles } from '../../support/environment.ts'

const text = (path: string): string => sampleFiles().get(path) ?? ''
const JWS = text('dfsps/greenbank/jws/2026-11.pem')
const head = (files: Readonly<Record<string, string | null>>, actor = 1001) =>
  check(sampleEnvironment({ files }), { at: SAMPLE_AT, base: sampleEnvironment(), actor })
const repo = (files: Readonly<Record<string, string | null>>, actor?: number) =>
  head(files, actor)
    .findings.filter(({ code }) => code.startsWith('repo/'))
    .map(({ code, path }) => `${code} ${path}`)

test("an owner who touches another DFSP's folder", () => {
  expect(repo({ 'dfsps/bluebank/jws/next.pem': JWS })).toEqual(['repo/foreign-path dfsps/bluebank/jws/next.pem'])
  expect(repo({ 'dfsps/bluebank/ca/root.pem': null })).toEqual(['repo/foreign-path dfsps/bluebank/ca/root.pem'])
  expect(repo({ 'dfsps/newbank/dfsp.yaml': 'x\n' })).toEqual(['repo/foreign-path dfsps/newbank/dfsp.yaml'])
})

test('an owner in the own folder, and the Hub in any', () => {
  expect(repo({ 'dfsps/greenbank/jws/next.pem': JWS })).toEqual([])
  expect(repo({ 'dfsps/bluebank/jws/next.pem': JWS }, 2001)).toEqual([])
})

test('owners are read from base', () => {
  const profile = text('dfsps/bluebank/dfsp.yaml').replace('[1002]', '[1001]')
  expect(repo({ 'dfsps/bluebank/dfsp.yaml': profile })).toEqual(['repo/foreign-path dfsps/bluebank/dfsp.yaml'])
})
