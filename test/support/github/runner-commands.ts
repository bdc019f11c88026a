/** A workflow command as the runner understood a line of stdout. */
export interface Command {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly message: string
  readonly line: string
}

/**
 * The commands that the runner finds in stdout: `::name a=b::message` where that starts the line but for blanks, and the older
 * `##[name a=b]message` wherever in a line it stands.
 */
export function readCommands(stdout: string): readonly Command[] {
  // The runner's line reader takes CR alone for a line's end, too.
  return stdout.split(/\r\n|\n|\r/).flatMap((line) => readLine(line) ?? [])
}

function readLine(line: string): Command | null {
  const current = /^\s*::([^\s:]+)(?:\s+(.*?))?::(.*)$/.exec(line)
  const older = /##\[([^\s\]]+)(?:\s+([^\]]*))?\](.*)$/.exec(line)
  const found = current ?? older
  if (found === null) return null
  const [, name = '', given = '', message = ''] = found
  const separator = current === null ? ';' : ','
  const properties = given
    .split(separator)
    .map((pair) => pair.split('='))
    .filter(([key]) => key !== '' && key !== undefined)
    .map(([key = '', ...value]) => [key.trim(), unescaped(value.join('='))])
  return { name: name.toLowerCase(), properties: Object.fromEntries(properties) as Readonly<Record<string, string>>, message: unescaped(message), line }
}

const ESCAPES: Readonly<Record<string, string>> = { '%0D': '\r', '%0A': '\n', '%3A': ':', '%2C': ',', '%25': '%' }

const unescaped = (text: string): string => text.replace(/%(0D|0A|3A|2C|25)/g, (code) => ESCAPES[code] ?? code)
