import type { Rule } from '../rule.ts'

const TIERS = ['sandbox', 'pre-production', 'production'] as const

/** A lower tier means a weaker policy for the same certificates. */
export const environmentTierChanged: Rule<'change'> = {
  code: 'environment/tier-changed',
  kind: 'change',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'The tier of an environment never goes down.',
  cites: [],
  *check({ base, head }) {
    const [before, after] = [base.settings?.value?.tier, head.settings?.value?.tier]
    if (before === undefined || after === undefined || TIERS.indexOf(after) >= TIERS.indexOf(before)) return
    yield {
      path: 'environment.yaml',
      dfsp: null,
      position: head.settings?.positionOf(['tier']) ?? null,
      message: `tier goes from "${before}" down to "${after}"; it never goes down.`,
    }
  },
}
