/** Remembers what `make` gave for a key; forgets everything once `limit` entries are reached, so memory stays bounded. */
export function boundedCache<T>(limit: number): (key: string, make: () => T) => T {
  const entries = new Map<string, T>()
  return (key, make) => {
    const known = entries.get(key)
    if (known !== undefined) return known
    const made = make()
    if (entries.size >= limit) entries.clear()
    entries.set(key, made)
    return made
  }
}
