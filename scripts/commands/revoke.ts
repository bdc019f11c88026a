import { MuhuriError } from '../../src/model/errors.ts'
import { REASONS, revocation } from '../../src/stages/revoke.ts'
import { positional, required } from '../arguments.ts'
import type { Command, Invocation } from '../command.ts'
import { openForWriting } from '../open-for-writing.ts'
import { dirOf, writeChanges, writtenOutcome } from '../write-changes.ts'

export const revoke: Command = {
  name: 'revoke',
  summary: 'Revoke a certificate by its serial number, or a key whatever it was used for.',
  usage: 'revoke <SERIAL|spki-…> --dir d --reason r --by id',
  examples: ['muhuri revoke 4F1D0C9A8B7E6F5D4C3B2A1908F7E6D5C4 --dir . --reason keyCompromise --by greenbank'],
  positionals: [1, 1],
  formats: ['text', 'json'],
  options: {
    dir: { type: 'string', help: 'the environment; default: here' },
    reason: { type: 'string', help: `why: ${REASONS.join(', ')}` },
    by: { type: 'string', help: 'the DFSP that asked for it, or the Hub' },
  },
  async run(invocation) {
    const target = positional(invocation, 0, 'SERIAL|spki-…')
    const details = { reason: reasonOf(invocation), at: invocation.at, by: required(invocation, 'by') }
    const dir = dirOf(invocation)
    const { environment } = await openForWriting(dir, invocation.io)
    const changes = revocation(environment, target, details)
    await writeChanges(changes, { dir, keys: null })
    const next =
      changes.files.length === 0
        ? []
        : [`git add revoked && git commit -m 'Revoke ${target}'`, 'muhuri sign . --crl-only', 'muhuri render . --for all --out <out>']
    return writtenOutcome({ changes, keys: null, next })
  },
}

function reasonOf(invocation: Invocation) {
  const given = required(invocation, 'reason')
  const reason = REASONS.find((name) => name === given)
  if (reason === undefined) throw new MuhuriError('usage', `"${given}" is not a reason`, { hint: `one of ${REASONS.join(', ')}` })
  return reason
}
