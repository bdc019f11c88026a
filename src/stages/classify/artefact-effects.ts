import type { Artefact, CertificateList, Dfsp } from '../../model/environment.ts'
import { trace } from '../../model/key-history.ts'
import type { KeyPurpose } from '../../model/proof.ts'
import type { CertificateFacts, DistinguishedName, GeneralName, PublicKeyFacts } from '../../pki/facts.ts'
import { type ClassOf, highest, type PathEffect } from './effect.ts'

type ArtefactsOf<T> = (dfsp: Dfsp) => readonly Artefact<T>[]

/** A DFSP that has not been active yet shows its first artefacts; later they are nobody's first. */
function isFirst<T>({ before }: PathEffect, of: ArtefactsOf<T>): boolean {
  return before !== null && before.profile?.value?.status === 'admitted' && of(before).length === 0
}

function facts<T>(dfsp: Dfsp | null, of: ArtefactsOf<T>): readonly { readonly path: string; readonly facts: T }[] {
  return dfsp === null ? [] : of(dfsp).flatMap(({ path, parsed }) => (parsed.ok ? [{ path, facts: parsed.facts }] : []))
}

function at<T>(dfsp: Dfsp | null, of: ArtefactsOf<T>, path: string): T | null {
  return facts(dfsp, of).find((artefact) => artefact.path === path)?.facts ?? null
}

export interface AddedOptions<T> {
  /** Equal to one that base has. */
  readonly like: (one: T, other: T) => boolean
  readonly unlike: ClassOf
  /** The key that a proof is due for; absent where the key is not the DFSP's. */
  readonly key?: (facts: T) => PublicKeyFacts
  readonly purpose?: KeyPurpose
}

/**
 * First: hub-review. Like one that base has: self-service with a proof that leads to a key that base knows (DESIGN §2), without it
 * hub-review. Otherwise what `unlike` says. Unreadable: hub-admin.
 */
export function added<T>(of: ArtefactsOf<T>, { like, unlike, key, purpose }: AddedOptions<T>): ClassOf {
  return (effect) => {
    const now = at(effect.after, of, effect.path)
    if (now === null) return 'hub-admin'
    if (isFirst(effect, of)) return 'hub-review'
    if (!facts(effect.before, of).some((old) => like(old.facts, now))) return unlike(effect)
    if (key === undefined || purpose === undefined) return 'self-service'
    return isProven(effect, { purpose, spki: key(now).sha256 }) ? 'self-service' : 'hub-review'
  }
}

/** Head carries a proof of that key, and somebody whom base knows vouches for it. */
function isProven({ history }: PathEffect, key: { readonly purpose: KeyPurpose; readonly spki: string }): boolean {
  const known = history()
  return known.proofs.some(({ purpose, spki }) => purpose === key.purpose && spki === key.spki) && trace(known, key).ok
}

/** The same key or certificate written anew: self-service; else as if it were added, and at least `least`. */
export function replaced<T>(
  of: ArtefactsOf<T>,
  options: { readonly same: (one: T, other: T) => boolean; readonly add: ClassOf; readonly least: ClassOf },
): ClassOf {
  return (effect) => {
    const [old, now] = [at(effect.before, of, effect.path), at(effect.after, of, effect.path)]
    if (old !== null && now !== null && options.same(old, now)) return 'self-service'
    return highest([options.add(effect), options.least(effect)])
  }
}

/** Another one is left: restrict; the last: hub-admin. */
export function retired<T>(of: ArtefactsOf<T>): ClassOf {
  return ({ after }) => (facts(after, of).length > 0 ? 'restrict' : 'hub-admin')
}

/** First CA of a DFSP that is being admitted: hub-review, confirmed over another channel before it is active. Any other: hub-admin. */
export const addedCa: ClassOf = (effect) => (isFirst(effect, ({ ca, serverCa }) => [...ca, ...serverCa]) ? 'hub-review' : 'hub-admin')

/** Of a CA that base has for this DFSP: hub-review, whatever names it carries; of another: hub-admin. */
export const underKnownCa: ClassOf = ({ before, after, path }) => {
  const certificate = after?.server.find((artefact) => artefact.path === path)?.parsed
  if (before === null || certificate === undefined || !certificate.ok) return 'hub-admin'
  const issuers = [...certificate.facts.map(({ issuer }) => issuer)]
  const known = [...before.ca, ...before.serverCa].flatMap(({ parsed }) => (parsed.ok ? [parsed.facts.subject] : []))
  return issuers.some((issuer) => known.some((subject) => sameName(issuer, subject))) ? 'hub-review' : 'hub-admin'
}

/** Equal in subject, names and issuer (DESIGN §2). */
export function sameIdentity([one]: CertificateList, [other]: CertificateList): boolean {
  return sameName(one.subject, other.subject) && sameName(one.issuer, other.issuer) && namesOf(one) === namesOf(other)
}

/** Equal types and values in order, whatever string type they are encoded in. */
export function sameName(one: DistinguishedName, other: DistinguishedName): boolean {
  return attributes(one) === attributes(other)
}

function attributes({ rdns }: DistinguishedName): string {
  return JSON.stringify(rdns.map((set) => set.map(({ oid, value }) => [oid, value])))
}

function namesOf({ decoded }: CertificateFacts): string {
  return JSON.stringify((decoded.subjectAltName?.names ?? []).map(nameText).sort())
}

function nameText(name: GeneralName): string {
  if (name.kind === 'directory') return `directory ${attributes(name.name)}`
  if (name.kind === 'other') return `other ${name.tag} ${Buffer.from(name.der).toString('hex')}`
  return `${name.kind} ${name.value}`
}
