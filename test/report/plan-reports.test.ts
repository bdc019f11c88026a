import { describe, expect, it } from 'vitest'
import type { Plan } from '../../src/model/plan.ts'
import { fence } from '../../src/report/code-fence.ts'
import { planJson } from '../../src/report/plan-json.ts'
import { planMarkdown } from '../../src/report/plan-markdown.ts'
import { planText } from '../../src/report/plan-text.ts'
import { statusText } from '../../src/report/status-text.ts'
import { check } from '../../src/stages/check.ts'
import { plan } from '../../src/stages/plan.ts'
import { status } from '../../src/stages/status.ts'
import { edited, SAMPLE_AT, sampleEnvironment } from '../support/environment.ts'

const base = sampleEnvironment()
const made = plan({
  base,
  head: sampleEnvironment({ files: edited('dfsps/greenbank/endpoints.yaml', '198.51.100.16/29', '203.0.112.0/24') }),
  at: SAMPLE_AT,
  actor: 1001,
  baseFiles: [{ path: 'hub/x', text: 'a\n' }],
  headFiles: [{ path: 'hub/x', text: 'b\n' }],
})

describe('the plan as text', () => {
  it('has class, sentences, guards, files and findings', () => {
    expect(planText(made).split('\n').slice(0, 8)).toEqual([
      'class hub-review',
      `${made.digest}, as of 2026-11-23T12:00:00Z`,
      '',
      'changes:',
      "  hub-review   Opens 203.0.112.0/24 (256 addresses) to the Hub's port 443 for greenbank.",
      "  restrict     Closes 198.51.100.16/29 (8 addresses) to the Hub's port 443 for greenbank.",
      '',
      'guards:',
    ])
    expect(planText(made)).toContain('TRIPPED guard/grown for greenbank: 32, limit 4')
    expect(planText(made)).toContain('  ~ hub/x')
  })
})

describe('the plan as Markdown', () => {
  it('puts the class first, then sentences, guards, findings and folded files', () => {
    const text = planMarkdown(made)
    const order = [
      '## Plan: hub-review',
      'A reviewer of the Hub must approve it.',
      '**What it does**',
      '**Guards tripped**',
      '**New findings**',
      '<details>',
      '```diff',
      '</details>',
      made.digest,
    ]
    expect(order.map((part) => text.indexOf(part)).every((at, index, all) => at >= 0 && (index === 0 || at > (all[index - 1] ?? 0)))).toBe(true)
  })

  it('shows nothing untrusted but as code', () => {
    const sentence = 'Calls @team back at `https://x` <img src=x> | **bold** \u202e\n# heading'
    const hostile: Plan = {
      ...made,
      changes: [{ kind: 'policy', dfsp: 'x', path: 'x', before: null, after: null, sentence, class: 'hub-admin' }],
      files: [{ path: 'a`b|c', change: 'added', diff: '+````\n+</details>\n' }],
      findings: [],
    }
    const text = planMarkdown(hostile)
    expect(text).toContain('- ``Calls @team back at `https://x` <img src=x> \\| **bold** \\u{202E}\\u{A}# heading`` (hub-admin)')
    expect(text).toContain('``a`b\\|c``')
    expect(text).toContain('`````diff\n+````\n+</details>\n`````')
  })

  it('stays within what a comment may hold', () => {
    const [change] = made.changes
    if (change === undefined) throw new Error('there is a change')
    const big: Plan = {
      ...made,
      changes: Array.from({ length: 2000 }, () => change),
      files: Array.from({ length: 500 }, (_, index) => ({ path: `f${index}`, change: 'added', diff: '+x\n'.repeat(100) })),
    }
    expect(planMarkdown(big).length).toBeLessThan(65_536)
    expect(planMarkdown(big)).toMatch(/- and \d+ more/)
  })
})

it('gives the plan as JSON without what is not of the contract', () => {
  const json: unknown = JSON.parse(planJson(made))
  expect(json).toMatchObject({ version: 1, class: 'hub-review', digest: made.digest })
  expect(planJson(made)).not.toContain('"sha256"')
})

it('makes a fence longer than any in it', () => {
  expect(fence('a\n```\nb')).toBe('````\na\n```\nb\n````')
  expect(fence('')).toBe('```\n\n```')
})

it('shows the status as a table of steps, whose turn it is, and what ends', () => {
  const text = statusText(status(base, check(base, { at: SAMPLE_AT }).findings, SAMPLE_AT))
  expect(text).toMatch(/│ greenbank │ active │ dfsp │ ✓ +│ ✓ +│ · +│/)
  expect(text).toContain('  greenbank, T3: muhuri render . --for greenbank --out <folder>')
  expect(text).toContain('  client certificate ends on 2027-12-04, in 375 days (issued/certificates/greenbank/')
})
