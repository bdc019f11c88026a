import type { Weakness } from '../../model/doctor-report.ts'
import type { Seen } from './facts.ts'

/** What a token needs to see it; as GitHub calls the permission. */
export interface Needed {
  /** `the rulesets`. */
  readonly what: string
  /** `administration: read`. */
  readonly permission: string
}

/** The weaknesses of what was seen; that it was not seen is one itself. */
export function judged<T>(fact: Seen<T>, needed: Needed, judge: (value: T) => readonly Weakness[]): readonly Weakness[] {
  return fact.kind === 'seen' ? judge(fact.value) : [unseen(needed, fact.why)]
}

export function unseen({ what, permission }: Needed, why: string): Weakness {
  return {
    code: 'unseen',
    what: `It cannot be seen how ${what}: ${why}.`,
    why: 'What is not seen may be weaker than policy, so it counts as weaker.',
    mend: `use a token, or an App, with the permission ${permission}`,
  }
}
