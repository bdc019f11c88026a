/** What may stand in an nftables script: it has no escapes in strings, so an allow-list decides. */

const UNSAFE = /[^A-Za-z0-9 ._:/@#=-]/g

/** A comment of at most 120 bytes: every other character becomes `_`. */
export function comment(text: string): string {
  return `comment "${text.replace(UNSAFE, '_').slice(0, 120)}"`
}

/** Name of a set or chain: ids have no underscore, so no two ids give one name. */
export function identifier(prefix: string, id: string, suffix: string): string {
  return `${prefix}_${id.replaceAll('-', '_')}_${suffix}`
}
