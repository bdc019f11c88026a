import type { Rule } from '../rule.ts'

/** A role that environment.yaml does not define gives nobody anything, so it is a mistake. */
export const accessUnknownRole: Rule<'dfsp'> = {
  code: 'access/unknown-role',
  kind: 'dfsp',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'Each role of a DFSP is defined in environment.yaml.',
  cites: [],
  *check({ profile }, { environment, settings }) {
    const roles = Object.keys(environment.settings?.value?.roles ?? settings.roles)
    for (const [index, role] of (profile?.value?.roles ?? []).entries()) {
      if (!roles.includes(role))
        yield { position: profile?.positionOf(['roles', index]) ?? null, message: `role "${role}" is not defined; one of ${roles.join(', ')} is expected.` }
    }
  },
}
