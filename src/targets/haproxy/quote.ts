/** What may stand in haproxy.cfg, map files and list files, and how (configuration manual 2.6 §2.2, §2.3). */

const BARE = /^[A-Za-z0-9._~:/@+=-]+$/
const UNPRINTABLE = /[\u0000-\u001f\u007f]/
const FIELD = /^[!$-~][!-~]*$/

/**
 * One argument of a configuration line: bare where that is safe, else in single quotes, inside which nothing is special
 * (double quotes would expand `$`). Throws on control characters, for which there is no safe notation.
 */
export function word(text: string): string {
  if (UNPRINTABLE.test(text)) throw new RangeError(`control character in ${JSON.stringify(text)}`)
  return BARE.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** Text inside a log-format expression: `%` doubled, then quoted as a word. */
export function logFormatWord(text: string): string {
  return text.replaceAll('%', '%%')
}

/** Whether the text can be a key or a value of a map: printable ASCII without spaces, not the start of a comment. */
export function isField(text: string): boolean {
  return FIELD.test(text)
}

/** A map file: one `key value` line each, sorted by key in code-unit order, what is not a field left out. */
export function mapText(entries: Iterable<readonly [string, string]>): string {
  const lines = [...entries].filter(([key, value]) => isField(key) && isField(value)).map(([key, value]) => `${key} ${value}\n`)
  return [...new Set(lines)].sort(byCodeUnit).join('')
}

/** Order of code units, the same everywhere. */
export function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
