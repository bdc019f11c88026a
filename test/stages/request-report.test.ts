import { beforeAll, describe, expect, test } from 'vitest'
import type { Finding } from '../../src/model/finding.ts'
import type { JudgedRequest } from '../../src/model/judged-request.ts'
import { MAX_REPORT_BYTES } from '../../src/model/request-limits.ts'
import type { RequestBinding, RequestReport } from '../../src/model/request-report.ts'
import { requestReport, unreadableRequest } from '../../src/report/request-report.ts'
import { judgeRequest } from '../../src/stages/judge-request.ts'
import { readRequestReport } from '../../src/stages/read-request-report.ts'
import { classOfReport, verdictOutcome } from '../../src/stages/verdict-outcome.ts'
import { edited, SAMPLE_AT, sampleEnvironment } from '../support/environment.ts'

const binding: RequestBinding = { repository: 4242, run: { id: 77, attempt: 1 }, pullRequest: 7, author: 1001, base: 'b'.repeat(40), head: 'a'.repeat(40) }
const bytesOf = (report: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(report))

let judged: JudgedRequest
let report: RequestReport
beforeAll(() => {
  const head = sampleEnvironment({ files: edited('dfsps/greenbank/endpoints.yaml', '198.51.100.16/29', '198.51.100.17/29') })
  judged = judgeRequest({ base: sampleEnvironment(), head, at: SAMPLE_AT, actor: 1001, mergeGroup: false })
  report = requestReport(judged, binding)
})

test('a judged request is read again as it was written', () => {
  expect(readRequestReport(bytesOf(report), binding)).toEqual({ ok: true, report })
  expect([report.verdict, report.counts.error, report.findings.shown[0]?.code]).toEqual(['fail', 1, 'endpoint/cidr'])
})

test('one that could not be judged fails, and is read again', () => {
  const unread = unreadableRequest('x'.repeat(5000), binding, '2026-11-23T10:00:00Z')

  expect(readRequestReport(bytesOf(unread), binding)).toEqual({ ok: true, report: unread })
  expect([unread.verdict, unread.class, unread.problem?.length]).toEqual(['fail', 'hub-admin', 1000])
})

test.each(['x', '"', '\u0000', '\u{1F600}', '\uD800'])('whatever is found, the report stays in its bounds: %j', (character) => {
  const text = character.repeat(30_000)
  const finding: Finding = {
    code: 'csr/subject',
    severity: 'notice',
    dfsp: text,
    path: text,
    line: 1,
    column: 1,
    message: text,
    hint: text,
    cites: [],
    new: true,
    sha256: null,
  }
  const last: Finding = { ...finding, severity: 'error', message: 'the error' }
  const change = { kind: 'issue', dfsp: text, path: text, before: text, after: text, sentence: text, class: 'hub-review' } as const
  const huge: JudgedRequest = {
    report: { ...judged.report, findings: [...Array.from({ length: 2000 }, () => finding), last] },
    plan: {
      ...judged.plan,
      changes: Array.from({ length: 2000 }, () => change),
      guards: Array.from({ length: 2000 }, () => ({ code: 'guard/last' as const, scope: text, value: 1, limit: 0, tripped: true })),
      files: Array.from({ length: 2000 }, () => ({ path: text, change: 'added' as const, diff: text })),
    },
    unrendered: [text, text],
  }
  const bytes = bytesOf(requestReport(huge, binding))
  const read = readRequestReport(bytes, binding)

  expect(bytes.length).toBeLessThanOrEqual(MAX_REPORT_BYTES)
  expect(read).toMatchObject({ ok: true, report: { findings: { total: 2001 }, changes: { total: 2000 }, guards: { total: 2000 }, files: { total: 2000 } } })
  expect(read.ok && read.report.findings.shown[0]?.message).toBe('the error')
})

describe('what is no report of this request is refused', () => {
  test.each<[string, () => Uint8Array, string]>([
    ['no JSON', () => new TextEncoder().encode('{'), 'schema "request-report"'],
    ['no UTF-8', () => new Uint8Array([0x22, 0xff, 0x22]), 'schema "request-report"'],
    ['too long', () => new Uint8Array(MAX_REPORT_BYTES + 1), `it has ${MAX_REPORT_BYTES + 1} bytes`],
    ['a field more', () => bytesOf({ ...report, extra: 1 }), 'schema "request-report"'],
    ['a field less', () => bytesOf({ ...report, digest: undefined }), 'schema "request-report"'],
    ['a class of nobody', () => bytesOf({ ...report, class: 'none' }), 'schema "request-report"'],
    ['a text that is too long', () => bytesOf({ ...report, problem: 'x'.repeat(1001) }), 'schema "request-report"'],
    ['another repository', () => bytesOf({ ...report, repository: 1 }), 'of another request, head or run'],
    ['another run', () => bytesOf({ ...report, run: { id: 78, attempt: 1 } }), 'of another request, head or run'],
    ['another pull request', () => bytesOf({ ...report, pullRequest: 8 }), 'of another request, head or run'],
    ['a merge group', () => bytesOf({ ...report, pullRequest: null }), 'of another request, head or run'],
    ['another author', () => bytesOf({ ...report, author: 1002 }), 'of another request, head or run'],
    ['another head', () => bytesOf({ ...report, head: 'c'.repeat(40) }), 'of another request, head or run'],
  ])('%s', (_, bytes, problem) => {
    const read = readRequestReport(bytes(), binding)

    expect(read.ok).toBe(false)
    expect(read.ok || read.problem).toContain(problem)
  })

  test('a second attempt of the same run publishes what the first has judged', () => {
    expect(readRequestReport(bytesOf(report), { ...binding, run: { id: 77, attempt: 2 } }).ok).toBe(true)
  })
})

describe('the outcome', () => {
  const nobody = { raised: [], ignored: [], counted: [], missing: [] }
  const free = { ...nobody, class: 'self-service', requiredBy: 'nobody', required: 0 } as const
  const waits = { ...nobody, class: 'hub-admin', requiredBy: 'admins', required: 2, missing: ['2 are missing.'] } as const

  test('is green where nothing fails and nobody is missing', () => {
    const pass: RequestReport = { ...report, verdict: 'pass' }

    expect(verdictOutcome(pass, free)).toEqual({ conclusion: 'success', title: 'self-service: no approval is needed' })
    expect(verdictOutcome(pass, waits)).toEqual({ conclusion: 'action_required', title: 'hub-admin: waits for 2 approvals' })
    const one = { ...waits, missing: [], required: 1, counted: [{ user: 1, login: 'a' }] }
    expect(verdictOutcome(pass, one)).toEqual({ conclusion: 'success', title: 'hub-admin: approved by 1' })
    expect(verdictOutcome(pass, { ...free, missing: ['who has approved cannot be read'] })).toEqual({
      conclusion: 'action_required',
      title: 'self-service: waits',
    })
  })

  test('is red where the verdict is fail, whoever approved', () => {
    expect(verdictOutcome(report, free)).toEqual({ conclusion: 'failure', title: 'fail: 1 new error' })
    expect(verdictOutcome({ ...report, verdict: 'pass', problem: 'x' }, free)).toEqual({ conclusion: 'failure', title: 'could not be judged' })
  })

  test('asks for the higher of class and verdict', () => {
    expect(classOfReport({ ...report, class: 'restrict', verdict: 'hub-admin' })).toBe('hub-admin')
    expect(classOfReport({ ...report, class: 'hub-review', verdict: 'pass' })).toBe('hub-review')
  })
})
