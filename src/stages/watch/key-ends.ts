import type { Artefact, Document, Environment } from '../../model/environment.ts'
import type { JwsScheduleFile } from '../../model/generated/files.ts'
import { parseInstant } from '../../model/time.ts'
import type { PublicKeyFacts } from '../../pki/facts.ts'
import type { Ending } from './ending.ts'

interface Party {
  readonly dfsp: string | null
  readonly keys: readonly Artefact<PublicKeyFacts>[]
  readonly schedules: readonly Document<JwsScheduleFile>[]
}

/** JWS keys that have an end; a key without one, and one whose end is later, stands in. */
export function keyEnds({ hub, dfsps }: Environment): readonly Ending[] {
  const present = dfsps.filter(({ profile }) => profile?.value?.status !== 'left')
  const parties: readonly Party[] = [
    { dfsp: null, keys: hub.jws, schedules: hub.jwsSchedules },
    ...present.map(({ id, jws, jwsSchedules }) => ({ dfsp: id, keys: jws, schedules: jwsSchedules })),
  ]
  return parties.flatMap(endsOf)
}

function endsOf({ dfsp, keys, schedules }: Party): readonly Ending[] {
  const ends = keys.map(({ name, path }) => ({ path, end: parseInstant(schedules.find((schedule) => schedule.name === name)?.value?.retireAfter ?? '') }))
  return ends.flatMap(({ path, end }): readonly Ending[] => {
    if (end === null) return []
    const other = ends.find((key) => key.path !== path && (key.end === null || key.end > end))
    const command = dfsp === null ? 'muhuri rotate jws --dir .' : `muhuri renew ${dfsp} --dir . --what jws`
    return [{ what: 'JWS key', dfsp, path, end, replacedBy: other?.path ?? null, who: dfsp === null ? 'hub' : 'dfsp', command }]
  })
}
