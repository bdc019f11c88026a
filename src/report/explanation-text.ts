import type { Place } from '../model/decision.ts'
import type { ExplainedStep, Explanation } from '../model/explanation.ts'
import { visible } from './visible.ts'

const MARKS: Readonly<Record<ExplainedStep['state'], string>> = { passed: 'ok', refused: 'NO', 'not-reached': '--' }

/** The steps of a decision for a terminal: what was asked, how it went, which file and line decided, what would change it. */
export function explanationText({ allow, because, dfsp, steps }: Explanation): string {
  const verdict = allow ? `allowed: it is ${visible(dfsp ?? '')}'s` : `denied: ${because ?? ''}`
  return `${[...steps.flatMap(lines), '', verdict].join('\n')}\n`
}

function lines({ question, state, said, at, remedy }: ExplainedStep): readonly string[] {
  return [
    `${MARKS[state]}  ${question.padEnd(18)} ${visible(said)}`,
    ...at.map((place) => `${' '.repeat(23)}${placeText(place)}`),
    ...(remedy === null ? [] : [`${' '.repeat(23)}what would change it: ${visible(remedy)}`]),
  ]
}

const placeText = ({ path, position }: Place): string => visible(position === null ? path : `${path}:${position.line}:${position.column}`, 300)
