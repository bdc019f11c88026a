import { type ChangeSet, joinChanges, NO_CHANGES } from './change-set.ts'
import { answerHub } from './join/hub-request.ts'
import type { JoinInput } from './join/join-input.ts'
import { ownAuthority } from './join/own-authority.ts'
import { newRequest } from './join/own-keys.ts'
import { proven } from './join/own-proofs.ts'
import { rotateJws } from './jws-rotation.ts'
import { dueRenewals, type Renewable } from './renew/due.ts'
import { renewServer } from './renew/renew-server.ts'

/**
 * Successors of what a DFSP has, each by a new key and beside the old: of what is named, or without a name of everything
 * that is due, with the Hub's CSRs that wait for its CA.
 */
export function renewing(input: JoinInput, what: Renewable | null): ChangeSet {
  if (what !== null) return proven(input, RENEW[what](input))
  const due = dueRenewals(input)
  const answers = answerHub(input, ownAuthority({ ...input, given: { ...input.given, cas: [] } }))
  const changes = proven(input, joinChanges([...due.map((one) => RENEW[one](input)), answers]))
  return changes.files.length + changes.notes.length === 0 ? { ...NO_CHANGES, notes: ['nothing is due: muhuri status says what ends when'] } : changes
}

const RENEW: Readonly<Record<Renewable, (input: JoinInput) => ChangeSet>> = { client: newRequest, server: renewServer, jws: renewJws }

function renewJws({ environment, dfsp, settings, takenKeys, given, at }: JoinInput): ChangeSet {
  return rotateJws({
    environment,
    folder: `dfsps/${dfsp.id}/jws`,
    keys: dfsp.jws,
    schedules: dfsp.jwsSchedules,
    prefix: `${dfsp.id}-jws-`,
    takenKeys,
    given: given.jws,
    noticeHours: settings.policy.jws.noticeHours,
    at,
  })
}
