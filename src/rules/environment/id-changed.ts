import type { Rule } from '../rule.ts'

/** The id is in every proof and manifest: changed, all of them would be another environment's. */
export const environmentIdChanged: Rule<'change'> = {
  code: 'environment/id-changed',
  kind: 'change',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'The id of an environment never changes.',
  cites: [],
  *check({ base, head }) {
    const [before, after] = [base.settings?.value?.id, head.settings?.value?.id]
    if (before === undefined || before === after) return
    const problem =
      after === undefined ? `environment.yaml has no readable id; "${before}" is expected.` : `id changes from "${before}" to "${after}"; it never changes.`
    yield { path: 'environment.yaml', dfsp: null, position: head.settings?.positionOf(['id']) ?? null, message: problem }
  },
}
