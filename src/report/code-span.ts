import { visible } from './visible.ts'

/**
 * Untrusted text as inline code of GitHub Flavored Markdown: its fence is longer than any run of backticks in it, so nothing in it is
 * markup, a link or a mention; `|` is escaped, so it may stand in a table. After a backslash that would not hold there (the backslash
 * would escape the backslash), so there it is `\u{7C}`.
 */
export function codeSpan(text: string, max?: number): string {
  const content = visible(text, max)
  if (content === '') return ''
  const longest = Math.max(0, ...[...content.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = /^`|`$|^ .* $/.test(content) ? ' ' : ''
  return `${fence}${pad}${content.replaceAll(/(?<=\\)\|/g, '\\u{7C}').replaceAll('|', '\\|')}${pad}${fence}`
}
