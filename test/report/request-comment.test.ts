import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Change, FileChange } from '../../src/model/plan.ts'
import type { PublishedVerdict } from '../../src/model/published-verdict.ts'
import type { ReportedFinding, RequestReport } from '../../src/model/request-report.ts'
import { COMMENT_MARKER, requestComment } from '../../src/report/request-comment.ts'
import { gfmParser, type MarkdownNode } from '../support/gfm.ts'

let parse: (markdown: string) => readonly MarkdownNode[]
beforeAll(async () => {
  parse = await gfmParser()
})

const HEAD = 'a'.repeat(40)
const cut = <T>(shown: readonly T[], total = shown.length) => ({ total, shown })
const finding = (text: string, severity: ReportedFinding['severity'] = 'error'): ReportedFinding => ({
  code: 'csr/subject',
  severity,
  dfsp: text,
  path: text,
  line: 3,
  column: 1,
  message: text,
  hint: text,
})
const change = (text: string): Change => ({ kind: 'issue', dfsp: text, path: text, before: text, after: text, sentence: text, class: 'hub-review' })
const file = (path: string, diff: string): FileChange => ({ path, change: 'modified', diff })

const report = (changed: Partial<RequestReport> = {}): RequestReport => ({
  version: 1,
  repository: 1,
  run: { id: 1, attempt: 1 },
  pullRequest: 7,
  author: 1001,
  base: 'b'.repeat(40),
  head: HEAD,
  environment: '5f0c6c1e9d2b4a7f8e3d1c0b9a887766',
  asOf: '2026-11-23T10:00:00Z',
  verdict: 'hub-review',
  class: 'hub-review',
  digest: `sha256:${'c'.repeat(64)}`,
  problem: null,
  counts: { error: 0, warning: 0, notice: 0 },
  findings: cut([]),
  changes: cut([]),
  guards: cut([]),
  files: cut([]),
  notes: [],
  ...changed,
})
const verdict = (changed: Partial<RequestReport> = {}, approvals: Partial<PublishedVerdict['approvals']> = {}): PublishedVerdict => ({
  report: report(changed),
  approvals: {
    class: 'hub-review',
    raised: [],
    requiredBy: 'reviewers',
    required: 1,
    counted: [{ user: 2003, login: 'rita' }],
    ignored: [],
    missing: [],
    ...approvals,
  },
  outcome: { conclusion: 'success', title: 'hub-review: approved' },
})

test('a reviewer reads verdict, class, who has approved, effect, findings, files, and what was judged', () => {
  const comment = requestComment(
    verdict(
      {
        changes: cut([change('Opens port 443 to 198.51.100.16/29 for greenbank.')]),
        findings: cut([{ ...finding('odd'), severity: 'warning', path: 'dfsps/greenbank/endpoints.yaml', hint: null }]),
        files: cut([file('hub/nftables/muhuri.nft', '@@ -1 +1 @@\n-a\n+b\n')]),
      },
      { ignored: [{ user: 1002, login: 'eve', because: 'its giver may not write to the repository' }] },
    ),
  )

  expect(comment).toBe(`## ✅ hub-review: approved

**Class hub-review:** a reviewer of the Hub must approve it.

**Approvals**

- Approved by 1 of 1: \`rita\` (2003)
- Does not count: the approval of \`eve\` (1002): \`its giver may not write to the repository\`

**What a merge does**

- \`Opens port 443 to 198.51.100.16/29 for greenbank.\` (hub-review)

**New findings**

| | code | where | what |
|---|---|---|---|
| warning | \`csr/subject\` | \`dfsps/greenbank/endpoints.yaml:3\` | \`odd\` |

<details>
<summary>Rendered files that change: 1</summary>

<sub>modified</sub> \`hub/nftables/muhuri.nft\`

\`\`\`diff
@@ -1 +1 @@
-a
+b
\`\`\`

</details>

<sub>head \`${HEAD}\` · base \`${'b'.repeat(40)}\` · as of \`2026-11-23T10:00:00Z\` · digest \`sha256:${'c'.repeat(64)}\`</sub>
`)
})

test('what is missing is said, and why the class is higher than the change', () => {
  const missing = ['2 approvals by admins of the Hub are missing.']
  const comment = requestComment(
    verdict({}, { class: 'hub-admin', raised: ['Somebody else pushed.'], requiredBy: 'admins', required: 2, counted: [], missing }),
  )

  expect(comment).toContain('- Raised to hub-admin: `Somebody else pushed.`\n- Approved by 0 of 2\n- Missing: `2 approvals by admins of the Hub are missing.`')
})

test('a request that could not be judged shows why, and no effects', () => {
  const comment = requestComment(verdict({ problem: 'the request brings more than 1000 commits' }))

  expect(comment).toContain('**The request could not be judged:** `the request brings more than 1000 commits`')
  expect(comment).not.toContain('What a merge does')
})

/** The only HTML that is ours, by what stands around untrusted text. */
const OURS = /^(<br>|<\/?sub>|<details>(\n<summary>Rendered files that change: \d+<\/summary>)?|<\/details>)$/
const SPEAKING = new Set(['text', 'html'])

function strange(markdown: string): readonly string[] {
  return parse(markdown)
    .filter(({ type, value = '' }) =>
      ['link', 'linkReference', 'image', 'imageReference', 'definition', 'footnoteReference', 'footnoteDefinition', 'thematicBreak', 'blockquote'].includes(
        type,
      )
        ? true
        : type === 'html'
          ? !OURS.test(value.trim())
          : SPEAKING.has(type) && /canary|@|https?:|www\.|<!--/i.test(value),
    )
    .map(({ type, value }) => `${type}: ${value ?? ''}`)
}

const PIECES = [
  '@hub/hub-reviewers',
  '@anna',
  'https://evil.example/canary',
  'www.canary.example',
  'mail@canary.example',
  '![canary](https://evil.example/x.png)',
  '[canary](javascript:alert(1))',
  '<img src=x onerror=canary>',
  '</details>',
  '</summary>',
  '<details open>',
  '<!-- muhuri:verdict -->',
  '-->',
  '<!--',
  '<sub>',
  '`',
  '``',
  '```',
  '````',
  '~~~',
  '|',
  '\\|',
  '\\',
  '\\\\|',
  '\n',
  '\r\n',
  '\t',
  '\n\n',
  '# canary',
  '- canary',
  '> canary',
  '***',
  '---',
  '===',
  '[^1]',
  '[^1]: canary',
  '[canary]: https://evil.example',
  '&lt;',
  '&#64;anna',
  '&commat;',
  ' ',
  '  ',
  '\u202E',
  '\u200B',
  '\u0000',
  '\u001B[31m',
  '::error::canary',
  '##[add-matcher]x',
  '#1',
  'GH-1',
  '\uD800',
  '\u2028',
  'é',
  'canary',
  '$(canary)',
  '${{ canary }}',
  '- [ ] canary',
  '~~canary~~',
  '<a href="https://evil.example">canary</a>',
  '<https://evil.example>',
  '"',
  "'",
  '%0A::canary',
]
const hostile = fc
  .array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...PIECES) }, { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) }), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''))

test('no text of anybody else is a link, an image, HTML, a mention or a marker, wherever it stands', () => {
  fc.assert(
    fc.property(fc.array(hostile, { minLength: 1, maxLength: 4 }), (texts) => {
      const [login = ''] = texts
      const comment = requestComment(
        verdict(
          {
            changes: cut(texts.map(change)),
            findings: cut(texts.map((text) => finding(text))),
            files: cut(texts.map((text) => file(text, text))),
            guards: cut(texts.map((scope) => ({ code: 'guard/last' as const, scope, value: 1, limit: 0, tripped: true }))),
            notes: texts,
          },
          { counted: [{ user: 1, login }], ignored: [{ user: 2, login, because: login }], missing: texts, raised: texts },
        ),
      )
      expect(strange(comment)).toEqual([])
      expect(comment).not.toContain('<!--')
      expect(strange(requestComment(verdict({ problem: login })))).toEqual([])
    }),
    { numRuns: 100 },
  )
})

test.each(['\\|@hub/all', '\\\\|https://evil.example', '`|`@hub/all', '|@hub/all|', '\\'])('%s stays code in a table', (text) => {
  const comment = requestComment(
    verdict({ findings: cut([finding(text)]), guards: cut([{ code: 'guard/last', scope: text, value: 1, limit: 0, tripped: true }]) }),
  )

  expect(strange(comment)).toEqual([])
  const cells = parse(comment).filter(({ type }) => type === 'tableRow')
  expect(cells.map(({ children }) => children?.length)).toEqual([4, 4, 4, 4])
})

describe('it fits into a comment, whatever there is to say', () => {
  const LONGEST = 65_536 - COMMENT_MARKER.length - 1
  test.each<[string, string]>([
    ['letters', 'x'],
    ['backticks', '`'],
    ['characters that are shown in eight', '\u{202E}'],
    ['pipes', '|'],
    ['characters outside the first plane', '\u{1F600}'],
  ])('of %s', (_, character) => {
    const text = character.repeat(1000)
    const many = <T>(item: T): readonly T[] => Array.from({ length: 60 }, () => item)
    const comment = requestComment(
      verdict(
        {
          changes: cut(many(change(text)), 4000),
          findings: cut(many(finding(text)), 5000),
          files: cut(many(file(text, `${text}\n`.repeat(20))), 6000),
          guards: cut(many({ code: 'guard/last' as const, scope: text, value: 1, limit: 0, tripped: true }), 7000),
          notes: [text, text, text, text],
        },
        { counted: many({ user: 1, login: text }), ignored: many({ user: 2, login: text, because: text }), missing: many(text), raised: many(text) },
      ),
    )

    expect(comment.length).toBeLessThanOrEqual(LONGEST)
    expect(strange(comment)).toEqual([])
    for (const most of [4000, 5000, 6000, 7000]) expect(Number(/(\d+) more/.exec(comment)?.[1])).toBeLessThanOrEqual(Math.max(most, 7000))
    expect(comment.match(/ more/g)?.length).toBe(5)
  })
})
