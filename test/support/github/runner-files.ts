/**
 * What GITHUB_OUTPUT, GITHUB_STATE or GITHUB_ENV holds: `name=value` lines and `name<<delimiter` blocks, read as the runner reads
 * them. Throws on anything else, as the runner fails the step.
 */
export function readVariables(text: string): Readonly<Record<string, string>> {
  const lines = text.split(/\r?\n/)
  const found: Record<string, string> = {}
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (line === '') continue
    const equals = line.indexOf('=')
    const block = line.indexOf('<<')
    if (equals >= 0 && (block < 0 || equals < block)) {
      found[line.slice(0, equals)] = line.slice(equals + 1)
      continue
    }
    const delimiter = line.slice(block + 2)
    const end = lines.indexOf(delimiter, at + 1)
    if (block < 1 || delimiter === '' || end < 0) throw new Error(`the runner cannot read ${JSON.stringify(line)}`)
    found[line.slice(0, block)] = lines.slice(at + 1, end).join('\n')
    at = end
  }
  return found
}
