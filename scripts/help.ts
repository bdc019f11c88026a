import type { Command, CommandOption, CommandTable } from './command.ts'

const NOTES = `Results are on stdout, everything else on stderr. Every command takes --format, --as-of and --help.

Exit codes: 0 clean, 1 the answer is no, 2 usage, 3 refused, 70 a bug of ours.`

/** The list of commands, one line each, in the table's order. */
export async function overview(commands: CommandTable): Promise<string> {
  const loaded = await Promise.all(Object.values(commands).map((load) => load()))
  const rows = loaded.map((command) => [command.name, command.summary] as const)
  return `usage: muhuri <command> [options]\n\n${columns(rows)}\n\n${NOTES}\n\nmuhuri <command> --help says more.\n`
}

/** What one command takes: usage, options with their meaning, examples. */
export function commandHelp(command: Command, common: Readonly<Record<string, CommandOption>>): string {
  const options = { ...command.options, ...common }
  const rows = Object.entries(options).map(([name, option]) => [optionWords(name, option), optionMeaning(name, option, command)] as const)
  const examples = command.examples.map((example) => `  ${example}`).join('\n')
  const tail = examples === '' ? '' : `\n\nexamples:\n${examples}`
  return `usage: muhuri ${command.usage}\n\n${command.summary}\n\noptions:\n${columns(rows)}${tail}\n`
}

function optionWords(name: string, option: CommandOption): string {
  const short = option.short === undefined ? '' : `-${option.short}, `
  const value = option.type === 'string' ? ' <value>' : ''
  return `${short}--${name}${value}${option.multiple === true ? '…' : ''}`
}

function optionMeaning(name: string, option: CommandOption, command: Command): string {
  return name === 'format' ? `${option.help}: ${command.formats.join(', ')}` : option.help
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(0, ...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd()).join('\n')
}
