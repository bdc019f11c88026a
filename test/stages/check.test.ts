import { describe, expect, it } from 'vitest'
import { check } from '../../src/stages/check.ts'
import { edited, type FileContents, SAMPLE_AT, sampleEnvironment } from '../support/environment.ts'
import { SAMPLE_SERIALS } from '../support/sample-dfsp.ts'

const at = SAMPLE_AT
const base = sampleEnvironment()
const head = (files: FileContents) => sampleEnvironment({ files })
const SERVER = 'dfsps/greenbank/server/2026-11.pem'
const broken = { [SERVER]: 'not a certificate\n' }
const owner = 1001

describe('check', () => {
  it('passes a good environment', () => {
    const report = check(base, { at })
    expect(report.findings.filter(({ severity }) => severity !== 'notice')).toEqual([])
    expect([report.verdict, report.base, report.head, report.asOf]).toEqual(['pass', null, null, '2026-11-23T12:00:00Z'])
  })

  it('fails one with an error', () => {
    const report = check(head(broken), { at })
    expect(report.findings.filter(({ severity }) => severity === 'error').map(({ code, path, dfsp }) => [code, path, dfsp])).toEqual([
      ['cert/unreadable', SERVER, 'greenbank'],
    ])
    expect(report.verdict).toBe('fail')
  })

  it('gives the same answer twice', () => {
    expect(check(head(broken), { at })).toEqual(check(head(broken), { at }))
  })
})

describe('check against a base', () => {
  it('counts only what head adds', () => {
    const report = check(head({ ...broken, 'docs/note.md': 'hello\n' }), { at, base: head(broken), actor: 2001 })
    expect(report.findings.filter(({ severity }) => severity === 'error').map((finding) => finding.new)).toEqual([false])
    expect(report.verdict).toBe('hub-admin')
  })

  it('counts an old error again once the bytes change', () => {
    const report = check(head({ [SERVER]: 'neither is this\n' }), { at, base: head(broken), actor: owner })
    expect(report.findings.filter(({ severity }) => severity === 'error').map((finding) => finding.new)).toEqual([true])
    expect(report.verdict).toBe('fail')
  })

  it('judges by the policy of base, which head cannot loosen', () => {
    const report = check(
      head({ ...edited('environment.yaml', 'ports: [443, 8443]', 'ports: [443, 8443, 9443]'), ...edited('dfsps/greenbank/endpoints.yaml', ':8443', ':9443') }),
      { at, base, actor: 2001 },
    )
    expect(report.findings.filter(({ severity }) => severity === 'error').map(({ code }) => code)).toEqual(['endpoint/port'])
  })

  it('says once that ownership is not checked where nobody says whose change it is', () => {
    const restricting = head({ [`revoked/${SAMPLE_SERIALS.greenbank}.yaml`]: 'reason: superseded\nat: 2026-11-20T10:00:00Z\nby: greenbank\n' })
    const report = check(restricting, { at, base })
    expect(report.findings.filter(({ code }) => code === 'access/owner').map(({ severity, path }) => [severity, path])).toEqual([['warning', '.']])
    expect(report.verdict).toBe('hub-review')
    expect(check(restricting, { at, base, actor: owner }).verdict).toBe('pass')
  })

  it('lets a revocation through while somebody else is broken, and for a compromised key', () => {
    const revoking = { [`revoked/${SAMPLE_SERIALS.bluebank}.yaml`]: 'reason: keyCompromise\nat: 2026-11-20T10:00:00Z\nby: bluebank\n' }
    const report = check(head({ ...broken, ...revoking }), { at, base: head(broken), actor: 1002 })
    expect(report.findings.filter((finding) => finding.severity === 'error' && finding.new)).toEqual([])
    expect(report.verdict).toBe('pass')
  })

  it('asks nobody again in a merge group', () => {
    const report = check(head(edited('dfsps/greenbank/endpoints.yaml', 'Data centre A', 'Data centre B')), { at, base, mergeGroup: true })
    expect(report.findings.filter(({ code }) => code.startsWith('access/'))).toEqual([])
    expect(report.verdict).toBe('pass')
  })
})
