import type { CheckReport } from '../model/finding.ts'
import { github } from './github.ts'
import { json } from './json.ts'
import { markdown } from './markdown.ts'
import { type Summaries, sarif } from './sarif.ts'
import { text } from './text.ts'

/** Writes a report for one kind of reader. */
export type Reporter = (report: CheckReport, summaries: Summaries) => string

/** Every format of `check` (CONTRACT §3). */
export const reporters = { text, json, sarif, markdown, github } as const satisfies Readonly<Record<string, Reporter>>
