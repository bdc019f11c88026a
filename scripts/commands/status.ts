import { MuhuriError } from '../../src/model/errors.ts'
import { statusText } from '../../src/report/status-text.ts'
import { check } from '../../src/stages/check.ts'
import { status as statusOf } from '../../src/stages/status.ts'
import { text } from '../arguments.ts'
import type { Command } from '../command.ts'
import { openEnvironment } from '../open-environment.ts'

/** `muhuri status`: where every DFSP stands in the exchange, and whose turn it is. */
export const status: Command = {
  name: 'status',
  summary: 'Say where every DFSP stands in the exchange, who must act next, and what ends when.',
  usage: 'status [dir] [--dfsp id]',
  examples: ['muhuri status', 'muhuri status --dfsp greenbank --format json'],
  positionals: [0, 1],
  formats: ['text', 'json'],
  options: { dfsp: { type: 'string', help: 'only this one' } },
  async run(invocation) {
    const [dir = '.'] = invocation.positionals
    const environment = await openEnvironment(dir, invocation.io)
    const id = text(invocation, 'dfsp')
    if (id !== undefined && !environment.dfsps.some((dfsp) => dfsp.id === id))
      throw new MuhuriError('usage', `there is no DFSP "${id}"`, { hint: `muhuri admit ${id} --dir ${dir}` })
    const all = statusOf(environment, check(environment, { at: invocation.at }).findings, invocation.at)
    const report = id === undefined ? all : { ...all, dfsps: all.dfsps.filter((dfsp) => dfsp.id === id) }
    return { exit: 0, formats: { text: () => statusText(report), json: () => `${JSON.stringify(report, null, 2)}\n` } }
  },
}
