import type { ParseArgsConfig } from 'node:util'

/** One option of a command, as `node:util` parseArgs takes it, with what `--help` says of it. */
export interface CommandOption {
  readonly type: 'string' | 'boolean'
  readonly multiple?: boolean
  readonly short?: string
  /** Its value is base64url, which may begin with a dash. */
  readonly base64url?: boolean
  readonly help: string
}

/** What a command gets: parsed words, the instant, and where it runs. */
export interface Invocation {
  readonly positionals: readonly string[]
  readonly values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>
  /** `--as-of`, else the clock. */
  readonly at: Date
  readonly format: string
  readonly io: Io
}

export interface Io {
  /** For a person, on stderr: `muhuri: <line>`. */
  note(line: string): void
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdin: () => Promise<Uint8Array>
  readonly terminal: boolean
}

/** What a command ends with: an exit code (CONTRACT §3) and its result in each format that it declared. */
export interface Outcome {
  readonly exit: number
  readonly formats: Readonly<Record<string, () => string>>
}

export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** What follows `muhuri `: `check [dir] [--base r --head r]`. */
  readonly usage: string
  readonly examples: readonly string[]
  /** How many positional arguments it takes, `[least, most]`. */
  readonly positionals: readonly [number, number]
  /** `text` and `json` always; others as CONTRACT §3 says. The first is the default. */
  readonly formats: readonly string[]
  readonly options: Readonly<Record<string, CommandOption>>
  run(invocation: Invocation): Promise<Outcome>
}

/** The commands, loaded only when they are called: `muhuri --help` stays fast. */
export type CommandTable = Readonly<Record<string, () => Promise<Command>>>

export type ParseOptions = NonNullable<ParseArgsConfig['options']>
