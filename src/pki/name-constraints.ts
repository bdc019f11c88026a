/** Name constraints (RFC 5280 §4.2.1.10): does a name lie in a subtree. */
import { addressOctets } from './address-text.ts'
import type { DistinguishedName, GeneralName } from './facts.ts'
import { isDnsName, isDnsPattern, isMailbox, nameProblem } from './host-name.ts'
import { rdnKey } from './name.ts'
import { visibleText } from './visible-text.ts'

/** What a constraint that cannot be read, or a name that it cannot be applied to, does: it forbids. */
export type Subtrees = {
  readonly permitted: readonly { readonly base: GeneralName }[]
  readonly excluded: readonly { readonly base: GeneralName }[]
}

/** Counts comparisons; `spend` is false once there were too many. */
export interface ComparisonBudget {
  spend(count: number): boolean
}

/** Why the constraints of one CA forbid one of these names, or null. */
export function constraintProblem(subtrees: Subtrees, names: readonly GeneralName[], budget: ComparisonBudget): string | null {
  const malformed = malformedSubtree(subtrees)
  if (malformed !== null) return malformed
  const comparisons = subtrees.permitted.length + subtrees.excluded.length
  for (const name of names) {
    if (!budget.spend(comparisons)) return 'there are too many names and constraints to compare'
    const problem = nameAgainst(subtrees, name)
    if (problem !== null) return problem
  }
  return null
}

const judged = new WeakMap<Subtrees, string | null>()

/** What is wrong with the first constraint that cannot be read, or null; the same CA's are judged once. */
function malformedSubtree(subtrees: Subtrees): string | null {
  const known = judged.get(subtrees)
  if (known !== undefined) return known
  const found = [...subtrees.permitted, ...subtrees.excluded].map(({ base }) => subtreeProblem(base)).find((problem) => problem !== null) ?? null
  judged.set(subtrees, found)
  return found
}

function nameAgainst({ permitted, excluded }: Subtrees, name: GeneralName): string | null {
  const sameKind = ({ base }: { readonly base: GeneralName }): boolean => kindOf(base) === kindOf(name)
  const allowed = permitted.filter(sameKind)
  const barred = excluded.filter(sameKind)
  if (allowed.length === 0 && barred.length === 0) return null
  const subject = describe(name)
  if (name.kind === 'other') return `${subject} is of a kind that is constrained but cannot be compared`
  if (nameProblem(name) !== null) return `${subject} is malformed and constrained`
  if (name.kind === 'uri' && uriHost(name.value) === null) return `${subject} has no host, and URIs are constrained`
  if (barred.some(({ base }) => touches(base, name))) return `${subject} is excluded`
  if (allowed.length > 0 && !allowed.some(({ base }) => holds(base, name))) return `${subject} is not in any permitted subtree`
  return null
}

const kindOf = (name: GeneralName): string => (name.kind === 'other' ? `other/${name.tag}` : name.kind)

function describe(name: GeneralName): string {
  if (name.kind === 'directory') return `name "${name.name.text}"`
  return name.kind === 'other' ? `a name of kind ${name.tag}` : `${name.kind} "${visibleText(name.value)}"`
}

/** What makes a constraint unreadable, or null. The empty text stands for every name of its kind. */
function subtreeProblem(base: GeneralName): string | null {
  if (base.kind === 'ip') return isNetwork(base.bytes) ? null : 'an iPAddress constraint is not an address with a contiguous mask'
  if (base.kind === 'directory' || base.kind === 'other' || base.value === '') return null
  const host = base.value.startsWith('.') ? base.value.slice(1) : base.value
  const forms = { dns: isDnsName(base.value), uri: isDnsName(host) && addressOctets(host) === null, email: isMailbox(base.value) || isDnsName(host) }
  return forms[base.kind] ? null : `the ${base.kind} constraint "${visibleText(base.value)}" is malformed`
}

function isNetwork(bytes: Uint8Array): boolean {
  if (bytes.length !== 8 && bytes.length !== 32) return false
  const mask = [...bytes.subarray(bytes.length / 2)].map((octet) => octet.toString(2).padStart(8, '0')).join('')
  return /^1*0*$/.test(mask)
}

/** Every host that `name` may stand for lies in the subtree. */
function holds(base: GeneralName, name: GeneralName): boolean {
  return base.kind === 'dns' && name.kind === 'dns' ? dnsWithin(name.value.replace(/^\*\./, ''), base.value) : matches(base, name)
}

/** Some host that `name` may stand for lies in the subtree: `*.example.com` touches `bar.example.com`. */
function touches(base: GeneralName, name: GeneralName): boolean {
  if (base.kind !== 'dns' || name.kind !== 'dns' || !name.value.startsWith('*.')) return holds(base, name)
  const parent = name.value.slice(2)
  return dnsWithin(parent, base.value) || base.value.slice(base.value.indexOf('.') + 1).toLowerCase() === parent.toLowerCase()
}

function matches(base: GeneralName, name: GeneralName): boolean {
  if (base.kind === 'ip' && name.kind === 'ip') return addressWithin(name.bytes, base.bytes)
  if (base.kind === 'directory' && name.kind === 'directory') return directoryWithin(name.name, base.name)
  if (base.kind === 'email' && name.kind === 'email') return mailboxWithin(name.value, base.value)
  if (base.kind === 'uri' && name.kind === 'uri') return hostWithin(uriHost(name.value) ?? '', base.value)
  return false
}

/** The name itself, or with labels before it. */
function dnsWithin(name: string, base: string): boolean {
  const [host, domain] = [name.toLowerCase(), base.toLowerCase()]
  return domain === '' || host === domain || host.endsWith(`.${domain}`)
}

/** Without leading dot that host alone, with it every host below and not itself. */
function hostWithin(name: string, base: string): boolean {
  const [host, domain] = [name.toLowerCase(), base.toLowerCase()]
  return domain === '' || (domain.startsWith('.') ? host.endsWith(domain) && host.length > domain.length : host === domain)
}

function mailboxWithin(mailbox: string, base: string): boolean {
  const [local, host = ''] = mailbox.split('@')
  if (!base.includes('@')) return hostWithin(host, base)
  const [baseLocal, baseHost = ''] = base.split('@')
  return local === baseLocal && host.toLowerCase() === baseHost.toLowerCase()
}

function addressWithin(address: Uint8Array, network: Uint8Array): boolean {
  const size = address.length
  if (network.length !== size * 2) return false
  return address.every((octet, i) => ((octet ^ (network[i] as number)) & (network[size + i] as number)) === 0)
}

function directoryWithin(name: DistinguishedName, base: DistinguishedName): boolean {
  return base.rdns.length <= name.rdns.length && base.rdns.every((rdn, i) => rdnKey(rdn) === rdnKey(name.rdns[i] ?? []))
}

/** Host of a URI with an authority, where that is a host name (RFC 3986 §3.2); else null. */
function uriHost(uri: string): string | null {
  const authority = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)/.exec(uri)?.[1]
  const host = authority?.replace(/^[^@]*@/, '').replace(/:\d*$/, '')
  return host !== undefined && addressOctets(host) === null && isDnsPattern(host) && !host.startsWith('*') ? host : null
}
