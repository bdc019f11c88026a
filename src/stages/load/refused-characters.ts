interface Refused {
  readonly pattern: RegExp
  readonly what: string
  readonly expected: string
  /** Control characters that an escape sequence made are for the schema, or the rule that the text has of its own. */
  readonly mayBeEscaped: boolean
}

const REFUSED: readonly Refused[] = [
  { pattern: /^\uFEFF/, what: 'a byte order mark', expected: 'plain UTF-8', mayBeEscaped: false },
  { pattern: /\t/, what: 'a tab', expected: 'spaces', mayBeEscaped: true },
  { pattern: /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]|\r(?!\n)/, what: 'a control character', expected: 'printable text', mayBeEscaped: true },
  {
    pattern: /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/,
    what: 'a character that reverses text',
    expected: 'text that reads as it is written',
    mayBeEscaped: false,
  },
  { pattern: /\p{Surrogate}/u, what: 'half of a character', expected: 'whole characters', mayBeEscaped: false },
  { pattern: /[\u2028\u2029\uFEFF]/, what: 'a line separator that is not a line feed', expected: 'line feeds', mayBeEscaped: false },
]
const SUSPICIOUS = /[^\n\x20-\x7e]/

/** The first kind of character in a file that is refused wherever it stands, and where; null for a clean one. */
export function refusedInText(text: string): { readonly message: string; readonly offset: number } | null {
  if (!SUSPICIOUS.test(text)) return null
  for (const { pattern, what, expected } of REFUSED) {
    const offset = text.search(pattern)
    if (offset !== -1) return { message: `${what} (${codePoint(text, offset)}) stands here; expected ${expected}`, offset }
  }
  return null
}

/** The same for a value, in which escapes may have made what the file's text does not show. */
export function refusedInValue(value: string): string | null {
  if (!SUSPICIOUS.test(value)) return null
  const found = REFUSED.find(({ pattern, mayBeEscaped }) => !mayBeEscaped && pattern.test(value))
  return found === undefined ? null : `${found.what} is in this text; expected ${found.expected}`
}

function codePoint(text: string, offset: number): string {
  return `U+${text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0')}`
}
