const SHA256 = /(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])/g

/** The text with every SHA-256 that stands in the table replaced; every other one stays. */
export function substituteHashes(text: string, table: ReadonlyMap<string, string>): string {
  return text.replace(SHA256, (hash) => table.get(hash) ?? hash)
}
