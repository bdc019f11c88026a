import { expect, it } from 'vitest'
import { findings, judge } from '../../support/judge.ts'
import { WAIVER, waivedFiles } from '../../support/waived.ts'

it.each(['cert/algorithm', 'cert/host'])('lets %s be waived', (code) => {
  expect(judge(['certificate', 'waiver'], waivedFiles({ code })).filter((found) => found.startsWith('waiver/'))).toEqual([])
})

it.each(['cert/key-reuse', 'chain/signature', 'repo/private-key', 'cert/no-such-rule'])('refuses to waive %s', (code) => {
  const found = findings(['certificate', 'csr', 'waiver'], waivedFiles({ code })).filter(({ path, severity }) => path === WAIVER && severity === 'error')
  expect(found.map((finding) => [finding.code, finding.message])).toEqual([['waiver/not-waivable', `"${code}" cannot be waived.`]])
})
