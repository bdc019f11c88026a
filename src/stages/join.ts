import { type ChangeSet, joinChanges } from './change-set.ts'
import { answerHub } from './join/hub-request.ts'
import type { JoinInput } from './join/join-input.ts'
import { ownAuthority } from './join/own-authority.ts'
import { ownEndpoints } from './join/own-endpoints.ts'
import { ownJws, ownRequest } from './join/own-keys.ts'
import { proven } from './join/own-proofs.ts'
import { ownServer } from './join/own-server.ts'

export type { GivenFiles, JoinInput } from './join/join-input.ts'

/** Everything that a DFSP owes the Hub and has not put there yet, made or taken from what it gave; what exists is left alone. */
export function joining(input: JoinInput): ChangeSet {
  const endpoints = ownEndpoints(input)
  const authority = ownAuthority(input)
  const changes = [endpoints, authority.changes, ownServer(input, authority), ownRequest(input), answerHub(input, authority), ownJws(input)]
  return proven(input, joinChanges(changes))
}
