/** What an environment publishes of its keys, so that another of the scheme can look for them without seeing anything else of it. */
export interface PublishedKeys {
  readonly version: 1
  /** Id of the environment. */
  readonly environment: string
  readonly name: string
  /** SHA-256 of the SubjectPublicKeyInfo of every key that it has or ever had, but CAs of servers, which two may share; sorted. */
  readonly keys: readonly string[]
  /** Those that are barred for every purpose for ever. */
  readonly revoked: readonly string[]
}

const SHA256 = /^[0-9a-f]{64}$/

/** The index that this text is, or null where it is none. */
export function readPublishedKeys(text: string): PublishedKeys | null {
  try {
    const value: unknown = JSON.parse(text)
    return isIndex(value) ? { ...value, name: value.name ?? value.environment, revoked: value.revoked ?? [] } : null
  } catch {
    return null
  }
}

/** Name and revoked keys may be missing: other tools publish such lists too. */
function isIndex(value: unknown): value is Pick<PublishedKeys, 'version' | 'environment' | 'keys'> & Partial<PublishedKeys> {
  if (typeof value !== 'object' || value === null) return false
  const { version, environment, name, keys, revoked } = value as Partial<PublishedKeys>
  return (
    version === 1 &&
    typeof environment === 'string' &&
    (name === undefined || typeof name === 'string') &&
    isHashes(keys) &&
    (revoked === undefined || isHashes(revoked))
  )
}

const isHashes = (value: unknown): boolean => Array.isArray(value) && value.every((entry) => typeof entry === 'string' && SHA256.test(entry))
