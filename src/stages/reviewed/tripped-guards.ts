import { defaultSettings } from '../../model/default-settings.ts'
import type { Environment } from '../../model/environment.ts'
import type { Finding } from '../../model/finding.ts'
import { effectiveSettings } from '../../model/policy.ts'
import { check } from '../check.ts'
import { guardsOf } from '../plan/guards.ts'

/** Guards that one merge has tripped, no waiver on its base excuses, and that are errors for its class. */
export function trippedGuards(base: Environment, head: Environment, at: Date): readonly Finding[] {
  const settings = effectiveSettings(base.settings?.value ?? defaultSettings)
  // Measuring is cheap; what excuses a guard is known only to the whole check.
  if (!guardsOf({ base, head, settings, at }).some(({ tripped }) => tripped)) return []
  return check(head, { at, base }).findings.filter(({ code, severity }) => code.startsWith('guard/') && severity === 'error')
}
