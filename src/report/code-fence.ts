import { visible } from './visible.ts'

/** Untrusted lines as a fenced block of GitHub Flavored Markdown; its fence is longer than any run of backticks in them. */
export function fence(text: string, language = ''): string {
  const lines = text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => visible(line.replaceAll('\t', '    '), 1000))
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)))
  const bar = '`'.repeat(longest + 1)
  return [`${bar}${language}`, ...lines, bar].join('\n')
}
