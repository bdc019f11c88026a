import { oncePerCheck } from '../memo.ts'
import { revokedKeys } from '../revoked-keys.ts'
import type { CheckContext, Rule } from '../rule.ts'
import { type SigningKey, servesAt, signingKeys } from '../signing-keys.ts'

/** Targets whose readers keep one key of a party, in a file named after it. */
const SINGLE_SLOT: ReadonlySet<string> = new Set(['mojaloop', 'sdk-scheme-adapter'])

export const jwsSingleSlot: Rule<'jws'> = {
  code: 'jws/single-slot',
  kind: 'jws',
  severity: 'warning',
  phase: 'rest',
  waivable: true,
  summary: 'Where a target keeps one key of a party, only one key of that party is in force at a time.',
  cites: ['Mojaloop sdk-scheme-adapter, jwsVerificationKeys'],
  *check({ role, artefact: { path, dfsp } }, context) {
    if (role !== 'jws') return
    const { hub, dfsp: dfspSide } = context.settings.targets
    const single = [...hub, ...dfspSide].filter((target) => SINGLE_SLOT.has(target))
    const keys = activeKeys(context).get(dfsp) ?? []
    const last = keys.at(-1)
    if (single.length === 0 || keys.length < 2 || last !== path) return
    yield {
      message: `${keys.length} keys are in force at once; ${[...new Set(single)].join(' and ')} keep one and get the newest, so messages signed with another are refused there.`,
      hint: 'give the old key a retireAfter, or the new one an activeFrom, in the .yaml beside it',
    }
  },
}

/** Paths of each party's keys in force, the newest last. */
const activeKeys: (context: CheckContext) => ReadonlyMap<string | null, readonly string[]> = oncePerCheck((context) => {
  const { environment, at } = context
  const inForce = (key: SigningKey): boolean => servesAt(key, at) && !revokedKeys(context).has(key.spki)
  return new Map(
    [...signingKeys(environment)].map(([dfsp, keys]) => [
      dfsp,
      keys
        .filter(inForce)
        .sort(byAge)
        .map(({ path }) => path),
    ]),
  )
})

/** As the targets choose: by the instant from which a key holds, then by its name. */
function byAge(one: SigningKey, other: SigningKey): number {
  const [first, second] = [one, other].map(({ activeFrom }) => activeFrom?.getTime() ?? Number.NEGATIVE_INFINITY) as [number, number]
  if (first !== second) return first < second ? -1 : 1
  return one.name < other.name ? -1 : 1
}
