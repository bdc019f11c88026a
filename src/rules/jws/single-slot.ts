import type { Artefact, Document, Environment } from '../../model/environment.ts'
import type { JwsScheduleFile } from '../../model/generated/files.ts'
import { parseInstant } from '../../model/time.ts'
import type { PublicKeyFacts } from '../../pki/facts.ts'
import { oncePerCheck } from '../memo.ts'
import type { CheckContext, Rule } from '../rule.ts'

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

/** Paths of each party's keys in force, in the order of their names. */
const activeKeys: (context: CheckContext) => ReadonlyMap<string | null, readonly string[]> = oncePerCheck(({ environment, at }) => {
  const parties = partiesOf(environment)
  return new Map(parties.map(({ dfsp, keys, schedules }) => [dfsp, activeOf(keys, schedules, at)]))
})

interface Party {
  readonly dfsp: string | null
  readonly keys: readonly Artefact<PublicKeyFacts>[]
  readonly schedules: readonly Document<JwsScheduleFile>[]
}

function partiesOf({ hub, dfsps }: Environment): readonly Party[] {
  return [
    { dfsp: null, keys: hub.jws, schedules: hub.jwsSchedules },
    ...dfsps.map(({ id, jws, jwsSchedules }) => ({ dfsp: id, keys: jws, schedules: jwsSchedules })),
  ]
}

function activeOf(keys: Party['keys'], schedules: Party['schedules'], at: Date): readonly string[] {
  const active = keys.filter(({ name, parsed }) => parsed.ok && isActive(schedules.find((schedule) => schedule.name === name)?.value ?? null, at))
  return active.toSorted((one, other) => (one.name < other.name ? -1 : 1)).map(({ path }) => path)
}

function isActive(schedule: JwsScheduleFile | null, at: Date): boolean {
  const from = parseInstant(schedule?.activeFrom ?? '')
  const until = parseInstant(schedule?.retireAfter ?? '')
  return (from === null || from <= at) && (until === null || at <= until)
}
