import type { JudgedRequest } from '../model/judged-request.ts'
import { codeSpan } from './code-span.ts'
import { planMarkdown } from './plan-markdown.ts'
import { summary } from './summary.ts'

/** The summary of the step that read a request: verdict first, then what its merge would do, and what stands against it. */
export function requestMarkdown({ report, plan, unrendered }: JudgedRequest): string {
  return [`# Verdict: ${report.verdict}`, `**${summary(report)}**`, planMarkdown(plan), ...unrendered.map((line) => codeSpan(line, 500))].join('\n\n')
}
