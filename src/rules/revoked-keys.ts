import type { Environment } from '../model/environment.ts'
import type { PublishedKeys } from '../model/published-keys.ts'
import { oncePerCheck } from './memo.ts'
import type { CheckContext, Problem } from './rule.ts'

const SPKI = /^spki-([0-9a-f]{64})$/

/** SHA-256 of every key that may not be used any more, with the file that says so, in this environment and its siblings. */
export const revokedKeys: (context: CheckContext) => ReadonlyMap<string, string> = oncePerCheck(
  ({ environment, siblings, indexes = [] }) => new Map([...indexes.flatMap(ofIndex), ...siblings.flatMap(ofSibling), ...barredKeys(environment)]),
)

const ofIndex = ({ name, revoked }: PublishedKeys): [string, string][] => revoked.map((spki) => [spki, `${name}: its index of keys`])

const ofSibling = (environment: Environment): [string, string][] =>
  barredKeys(environment).map(([spki, path]) => [spki, `${environment.settings?.value?.name ?? 'another environment'}: ${path}`])

/** Keys that are revoked by name, and those of certificates revoked for a compromised key. */
export function barredKeys({ issued, revoked }: Environment): [string, string][] {
  const compromised = revoked.filter(({ value }) => value?.reason === 'keyCompromise')
  const bySerial = compromised.length === 0 ? new Map<string, string>() : keysBySerial(issued)
  return revoked.flatMap(({ name, path, value }): [string, string][] => {
    const spki = SPKI.exec(name)?.[1] ?? (value?.reason === 'keyCompromise' ? bySerial.get(name) : undefined)
    return spki === undefined ? [] : [[spki, path]]
  })
}

function keysBySerial({ certificates, records }: Environment['issued']): ReadonlyMap<string, string> {
  const recorded = records.flatMap(({ value }) => (value === null ? [] : [[value.serial, value.spki] as const]))
  const held = certificates.flatMap(({ parsed }) => (parsed.ok ? [[parsed.facts.serial, parsed.facts.publicKey.sha256] as const] : []))
  return new Map([...recorded, ...held])
}

/** One problem where the key is revoked. */
export function revokedKeyProblem(spki: string, context: CheckContext): Problem[] {
  const path = revokedKeys(context).get(spki)
  return path === undefined ? [] : [{ message: `The key ${spki} is revoked by "${path}"; a revoked key serves no purpose again.`, hint: 'make a new key' }]
}
