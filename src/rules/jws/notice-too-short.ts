import { formatInstant } from '../../model/time.ts'
import { oncePerCheck } from '../memo.ts'
import { revokedKeys } from '../revoked-keys.ts'
import type { CheckContext, Problem, Rule } from '../rule.ts'
import { type SigningKey, servesAt, signingKeys } from '../signing-keys.ts'

const HOUR = 3_600_000

/** Others need time to install a key before messages are signed with it. */
export const jwsNoticeTooShort: Rule<'jws'> = {
  code: 'jws/notice-too-short',
  kind: 'jws',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'A key that comes beside one in force begins to serve policy.jws.noticeHours later at the earliest; one without activeFrom is a warning.',
  cites: [],
  *check({ role, artefact: { path, dfsp } }, context) {
    if (role !== 'jws' || context.base == null) return
    const before = onBase(context).get(dfsp) ?? []
    const key = (onHead(context).get(dfsp) ?? []).find((one) => one.path === path)
    if (key === undefined || !isEarlier(key, before) || !hasOther(key, before, context)) return
    yield* shortNotice(key, context)
  },
}

const onHead = oncePerCheck(({ environment }) => signingKeys(environment))
const onBase = oncePerCheck(({ base }) => (base == null ? new Map<string | null, readonly SigningKey[]>() : signingKeys(base)))

/** The key is new, or serves sooner than base says. */
function isEarlier(key: SigningKey, before: readonly SigningKey[]): boolean {
  const known = before.find(({ spki }) => spki === key.spki)
  if (known === undefined) return true
  return known.activeFrom !== null && (key.activeFrom === null || key.activeFrom < known.activeFrom)
}

/** Without another key in force that others hold, there is nothing to wait for. */
function hasOther(key: SigningKey, before: readonly SigningKey[], context: CheckContext): boolean {
  return before.some((other) => other.spki !== key.spki && servesAt(other, context.at) && !revokedKeys(context).has(other.spki))
}

function* shortNotice({ path, schedule, activeFrom }: SigningKey, { at, settings }: CheckContext): Iterable<Problem> {
  const hours = settings.policy.jws.noticeHours
  const earliest = new Date(at.getTime() + hours * HOUR)
  if (hours === 0 || (activeFrom !== null && activeFrom >= earliest)) return
  const expected = `the policy asks for ${hours} hours of notice, so that others can install it: ${formatInstant(earliest)} or later.`
  const hint = `set activeFrom in "${path.replace(/[.]pem$/, '.yaml')}"`
  if (activeFrom === null || schedule === null) yield { severity: 'warning', message: `The key serves at once, beside one that is in force; ${expected}`, hint }
  else yield { path: schedule.path, position: schedule.positionOf(['activeFrom']), message: `"${formatInstant(activeFrom)}" is too soon; ${expected}`, hint }
}
