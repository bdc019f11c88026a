import { join, resolve } from 'node:path'
import { random } from '../../src/adapters/random.ts'
import { readPrepared, requireEmpty, writePrepared } from '../../src/adapters/rehearsal/prepared-folder.ts'
import { openScene } from '../../src/adapters/rehearsal/scene.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import { formatInstant } from '../../src/model/time.ts'
import { rehearsalTable } from '../../src/report/rehearsal-table.ts'
import { performRehearsal } from '../../src/stages/rehearsal/perform.ts'
import { type Preparation, prepareRehearsal } from '../../src/stages/rehearsal/prepare.ts'
import { CASES, type CaseName } from '../../src/stages/rehearsal/rehearsal.ts'
import { list, text } from '../arguments.ts'
import type { Command, Invocation, Outcome } from '../command.ts'
import { openEnvironment } from '../open-environment.ts'

/** What this version can start. */
const GATEWAYS = ['haproxy']
const FIREWALLS = ['nftables']

export const rehearse: Command = {
  name: 'rehearse',
  summary: 'Start the rendered gateways and firewalls for real and send traffic that must pass and traffic that must not.',
  usage: 'rehearse [dir] [--gateway haproxy] [--firewall nftables] [--only case]… [--prepare out] [--files out]',
  examples: ['muhuri rehearse', 'muhuri rehearse --only right --only stranger', 'muhuri rehearse --prepare out && muhuri rehearse --files out'],
  positionals: [0, 1],
  formats: ['text', 'json'],
  options: {
    gateway: { type: 'string', help: `one of ${GATEWAYS.join(', ')}` },
    firewall: { type: 'string', help: `one of ${FIREWALLS.join(', ')}` },
    only: { type: 'string', multiple: true, help: 'a case to play; default: all' },
    prepare: { type: 'string', help: 'write the files, rendered with throw-away keys, to this folder and stop' },
    files: { type: 'string', help: 'run on a folder that --prepare wrote, as it is now' },
  },
  run,
}

async function run(invocation: Invocation): Promise<Outcome> {
  const { io } = invocation
  supported(invocation, { option: 'gateway', known: GATEWAYS })
  supported(invocation, { option: 'firewall', known: FIREWALLS })
  const only = cases(invocation)
  const prepare = text(invocation, 'prepare')
  if (prepare !== undefined) await requireEmpty(resolve(io.cwd, prepare))
  const preparation = await preparationOf(invocation)
  if (prepare !== undefined) return prepared(resolve(io.cwd, prepare), preparation)
  const log = { info: io.note, warn: io.note }
  const rehearsal = await performRehearsal(preparation.prepared, preparation.files, { openScene, log, at: new Date(), only })
  const { rows } = rehearsal
  return { exit: rehearsal.failed === 0 ? 0 : 1, formats: { text: () => rehearsalTable(rows), json: () => JSON.stringify(rehearsal, null, 2) } }
}

function supported(invocation: Invocation, { option, known }: { readonly option: string; readonly known: readonly string[] }): void {
  const value = text(invocation, option)
  if (value !== undefined && !known.includes(value))
    throw new MuhuriError('usage', `--${option} "${value}" cannot be rehearsed`, { hint: `one of ${known.join(', ')}` })
}

function cases(invocation: Invocation): ReadonlySet<CaseName> {
  const names = list(invocation, 'only')
  const unknown = names.find((name) => !CASES.some((known) => known === name))
  if (unknown !== undefined) throw new MuhuriError('usage', `there is no case "${unknown}"`, { hint: `one of ${CASES.join(', ')}` })
  return new Set(CASES.filter((name) => names.includes(name)))
}

async function preparationOf(invocation: Invocation): Promise<Preparation> {
  const { io, at, positionals } = invocation
  const files = text(invocation, 'files')
  if (files !== undefined) return readPrepared(resolve(io.cwd, files))
  if (Math.abs(at.getTime() - Date.now()) > 3_600_000) io.note(`rendered for ${formatInstant(at)}; daemons go by the clock`)
  const environment = await openEnvironment(resolve(io.cwd, positionals[0] ?? '.'), io)
  return prepareRehearsal(environment, { at, log: { info: io.note, warn: io.note }, random })
}

async function prepared(folder: string, preparation: Preparation): Promise<Outcome> {
  await writePrepared(folder, preparation)
  const paths = preparation.files.map(({ path }) => join(folder, path))
  return {
    exit: 0,
    formats: {
      text: () => [...paths, `then: muhuri rehearse --files ${folder}`].join('\n'),
      json: () => JSON.stringify({ version: 1, folder, files: preparation.files.map(({ path }) => path) }, null, 2),
    },
  }
}
