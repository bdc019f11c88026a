import { suspension } from '../../src/stages/life.ts'
import { positional } from '../arguments.ts'
import type { Command } from '../command.ts'
import { openForWriting } from '../open-for-writing.ts'
import { dirOf, writeChanges, writtenOutcome } from '../write-changes.ts'

export const suspend: Command = {
  name: 'suspend',
  summary: 'Suspend a DFSP: gateways and firewalls of the Hub close to it, its certificates stay.',
  usage: 'suspend <id> --dir d',
  examples: ['muhuri suspend greenbank --dir .'],
  positionals: [1, 1],
  formats: ['text', 'json'],
  options: { dir: { type: 'string', help: 'the environment; default: here' } },
  async run(invocation) {
    const id = positional(invocation, 0, 'id')
    const dir = dirOf(invocation)
    const { environment } = await openForWriting(dir, invocation.io)
    const changes = suspension(environment, id)
    await writeChanges(changes, { dir, keys: null })
    return writtenOutcome({ changes, keys: null, next: [`git commit -m 'Suspend ${id}' dfsps/${id}/dfsp.yaml`] })
  },
}
