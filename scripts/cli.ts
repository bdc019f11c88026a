import { parseArgs } from 'node:util'
import { EXIT_CODES, MuhuriError } from '../src/model/errors.ts'
import { parseInstant } from '../src/model/time.ts'
import type { Command, CommandOption, Invocation, Io, ParseOptions } from './command.ts'
import { commands } from './commands.ts'
import { commandHelp, overview } from './help.ts'

const COMMON: Readonly<Record<string, CommandOption>> = {
  format: { type: 'string', help: 'output format' },
  'as-of': { type: 'string', help: 'the instant to judge at, ISO 8601; default: now' },
  help: { type: 'boolean', short: 'h', help: 'this text' },
}

/** Runs one command line; gives the exit code. Results go to `out`, everything else to `err`. */
export async function runCli(
  words: readonly string[],
  io: Io,
  streams: { readonly out: (text: string) => void; readonly err: (line: string) => void },
): Promise<number> {
  try {
    return await dispatch(words, io, streams.out)
  } catch (error) {
    return fail(error, streams.err)
  }
}

async function dispatch(words: readonly string[], io: Io, out: (text: string) => void): Promise<number> {
  const [name, ...rest] = words
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    out(await overview(commands))
    return 0
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (entry === undefined) throw new MuhuriError('usage', `unknown command "${name}"`, { hint: 'muhuri --help lists the commands' })
  const command = await entry()
  const invocation = parse(command, rest, io)
  if (invocation === 'help') {
    out(commandHelp(command, COMMON))
    return 0
  }
  const outcome = await command.run(invocation)
  const text = outcome.formats[invocation.format]?.() ?? ''
  if (text !== '') out(text.endsWith('\n') ? text : `${text}\n`)
  return outcome.exit
}

function parse(command: Command, words: readonly string[], io: Io): Invocation | 'help' {
  const parsed = parseWords(command, words)
  if (parsed.values['help'] === true) return 'help'
  const [least, most] = command.positionals
  if (parsed.positionals.length < least) throw new MuhuriError('usage', 'an argument is missing', { hint: `usage: muhuri ${command.usage}` })
  if (parsed.positionals.length > most)
    throw new MuhuriError('usage', `unexpected argument "${parsed.positionals[most]}"`, { hint: `usage: muhuri ${command.usage}` })
  const format = parsed.values['format'] ?? command.formats[0] ?? 'text'
  if (typeof format !== 'string' || !command.formats.includes(format))
    throw new MuhuriError('usage', `unknown format "${String(format)}"`, { hint: `one of ${command.formats.join(', ')}` })
  const asOf = parsed.values['as-of']
  const at = typeof asOf === 'string' ? parseInstant(asOf) : new Date()
  if (at === null) throw new MuhuriError('usage', `"${String(asOf)}" is not an instant`, { hint: 'for example 2026-11-23T10:00:00Z' })
  return { positionals: parsed.positionals, values: parsed.values, at, format, io }
}

function parseWords(command: Command, words: readonly string[]): { readonly positionals: string[]; readonly values: Invocation['values'] } {
  const options: ParseOptions = {}
  for (const [name, { type, multiple, short }] of Object.entries({ ...command.options, ...COMMON })) {
    options[name] = { type, ...(multiple === undefined ? {} : { multiple }), ...(short === undefined ? {} : { short }) }
  }
  try {
    const { positionals, values } = parseArgs({ args: [...attached(command, words)], options, allowPositionals: true, strict: true })
    return { positionals, values }
  } catch (error) {
    throw new MuhuriError('usage', error instanceof Error ? error.message : String(error), { hint: `usage: muhuri ${command.usage}`, cause: error })
  }
}

/** `--packet -abc` as `--packet=-abc`: parseArgs takes a value that begins with a dash for an option. */
function attached({ options }: Command, words: readonly string[]): readonly string[] {
  const known: Readonly<Record<string, CommandOption>> = { ...options, ...COMMON }
  const optionOf = (word: string | undefined): CommandOption | undefined => (word?.startsWith('--') === true ? known[word.slice(2)] : undefined)
  const args: string[] = []
  for (const word of words) {
    const before = args.at(-1)
    if (word.startsWith('-') && optionOf(before)?.base64url === true && optionOf(word) === undefined) args.splice(-1, 1, `${before}=${word}`)
    else args.push(word)
  }
  return args
}

function fail(error: unknown, err: (line: string) => void): number {
  if (error instanceof MuhuriError) {
    err(`muhuri: ${error.message}`)
    if (error.hint !== null) err(`hint: ${error.hint}`)
    return EXIT_CODES[error.code]
  }
  err(`muhuri: this is a bug of ours: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  return EXIT_CODES.bug
}
