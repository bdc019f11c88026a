/** Every token of JSON but numbers and literals, which name nothing. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]:,]/g

/**
 * The first member name that an object of this text has twice, or null. `JSON.parse` keeps the last one without a word,
 * and other readers the first (RFC 8259 §4). The text must be JSON.
 */
export function repeatedMember(json: string): string | null {
  const open: Open = []
  let before = ''
  for (const [token] of json.matchAll(TOKEN)) {
    const names = open.at(-1) ?? null
    if (names !== null && isName(token, before)) {
      const name = String(JSON.parse(token))
      if (names.has(name)) return name
      names.add(name)
    }
    STEPS[token]?.(open)
    before = token
  }
  return null
}

/** Names seen in each object that is open, null for a list. */
type Open = (Set<string> | null)[]

const STEPS: Readonly<Record<string, (open: Open) => void>> = {
  '{': (open) => open.push(new Set()),
  '[': (open) => open.push(null),
  '}': (open) => open.pop(),
  ']': (open) => open.pop(),
}

/** In an object, a string that begins it or follows a comma. */
const isName = (token: string, before: string): boolean => token.startsWith('"') && (before === '{' || before === ',')
