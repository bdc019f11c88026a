import { leaving } from '../../src/stages/life.ts'
import { positional } from '../arguments.ts'
import type { Command } from '../command.ts'
import { openForWriting } from '../open-for-writing.ts'
import { dirOf, writeChanges, writtenOutcome } from '../write-changes.ts'

export const leave: Command = {
  name: 'leave',
  summary: 'A DFSP leaves for good: everything that was issued to it is revoked, its id is never used again.',
  usage: 'leave <id> --dir d',
  examples: ['muhuri leave greenbank --dir .'],
  positionals: [1, 1],
  formats: ['text', 'json'],
  options: { dir: { type: 'string', help: 'the environment; default: here' } },
  async run(invocation) {
    const id = positional(invocation, 0, 'id')
    const dir = dirOf(invocation)
    const { environment, settings } = await openForWriting(dir, invocation.io)
    const changes = leaving(environment, id, { at: invocation.at, by: settings.hub })
    await writeChanges(changes, { dir, keys: null })
    return writtenOutcome({ changes, keys: null, next: [`git add dfsps/${id} revoked && git commit -m '${id} leaves'`, 'muhuri sign . --crl-only'] })
  },
}
