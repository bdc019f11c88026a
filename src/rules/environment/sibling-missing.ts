import type { Rule } from '../rule.ts'

/** No key may be in two environments, which can be seen only where the others are at hand. */
export const environmentSiblingMissing: Rule<'environment'> = {
  code: 'environment/sibling-missing',
  kind: 'environment',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'Production is checked together with the other environments of its scheme (a warning), and those can be read.',
  cites: [],
  *check(environment, { settings, siblings, indexes = [] }) {
    const position = environment.settings?.positionOf(['tier']) ?? null
    if (settings.tier === 'production' && siblings.length + indexes.length === 0) {
      yield {
        severity: 'warning',
        position,
        message: 'no other environment of the scheme was given, so a key that is used in two environments was not looked for.',
        hint: 'muhuri check --also <the pre-production repository>',
      }
    }
    if (siblings.some((sibling) => sibling.settings?.value == null))
      yield { position, message: 'an environment that was given beside this one has no readable environment.yaml.', hint: 'muhuri check <that repository>' }
  },
}
