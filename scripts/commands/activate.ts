import { MuhuriError } from '../../src/model/errors.ts'
import { requireConfirmed } from '../../src/stages/first-contact.ts'
import { activation, admittedDfsp, missingSteps } from '../../src/stages/life.ts'
import { newErrors } from '../../src/stages/new-errors.ts'
import { unconfirmedSteps } from '../../src/stages/unconfirmed-steps.ts'
import { flag, positional } from '../arguments.ts'
import type { Command } from '../command.ts'
import { openForWriting } from '../open-for-writing.ts'
import { dirOf, writeChanges, writtenOutcome } from '../write-changes.ts'

export const activate: Command = {
  name: 'activate',
  summary: 'Activate a DFSP, once every step of the exchange that files can prove is done.',
  usage: 'activate <id> --dir d [--accept-unconfirmed]',
  examples: ['muhuri activate greenbank --dir . --accept-unconfirmed'],
  positionals: [1, 1],
  formats: ['text', 'json'],
  options: {
    dir: { type: 'string', help: 'the environment; default: here' },
    'accept-unconfirmed': { type: 'boolean', help: 'take on trust, and record, the steps that neither side has confirmed' },
  },
  async run(invocation) {
    const id = positional(invocation, 0, 'id')
    const dir = dirOf(invocation)
    const { environment } = await openForWriting(dir, invocation.io)
    const { at } = invocation
    const { dfsp } = admittedDfsp(environment, id)
    const missing = missingSteps(environment, dfsp, at)
    if (missing.length > 0)
      throw new MuhuriError('refused', `"${id}" cannot be active yet; missing: ${missing.join(', ')}`, { hint: `muhuri status --dfsp ${id}` })
    requireConfirmed(environment, dfsp)
    const unconfirmed = unconfirmedSteps(environment, id, at)
    if (unconfirmed.length > 0 && !flag(invocation, 'accept-unconfirmed')) {
      throw new MuhuriError('refused', `"${id}" has steps that nobody has confirmed: ${unconfirmed.join(', ')}`, {
        hint: `muhuri activate ${id} --dir . --accept-unconfirmed`,
      })
    }
    const changes = activation(environment, id, { at, unconfirmed })
    const [error] = newErrors(environment, changes.files, at)
    if (error !== undefined)
      throw new MuhuriError('refused', `"${id}" cannot be active: ${error.code} ${error.message}`, error.hint === null ? {} : { hint: error.hint })
    await writeChanges(changes, { dir, keys: null })
    return writtenOutcome({ changes, keys: null, next: [`git commit -m 'Activate ${id}' dfsps/${id}/dfsp.yaml`], more: { unconfirmed } })
  },
}
