import type { Environment } from '../model/environment.ts'
import { MuhuriError } from '../model/errors.ts'
import type { EnvironmentFile } from '../model/generated/files.ts'
import { retiredAuthorities } from '../model/hub-authorities.ts'
import { equalBytes } from '../pki/der.ts'
import type { CertificateFacts, CrlFacts } from '../pki/facts.ts'
import { crlSignedBy } from '../pki/verify.ts'
import type { Signer } from '../ports.ts'
import { crlTimes, nextCrlNumber, signCrl } from './sign/crl.ts'
import { revokedUnder } from './sign/revocations.ts'

/** A Hub CA whose lists are made where its key is, offline. */
export interface OfflineCa {
  readonly name: string
  readonly certificate: CertificateFacts
}

/** The Hub CA of that name; `usage` where there is none, `refused` where its lists are made online or it is retired. */
export function offlineCa(environment: Environment, name: string): OfflineCa {
  const artefact = environment.hub.ca.find((ca) => ca.name === name)
  if (artefact === undefined || !artefact.parsed.ok)
    throw new MuhuriError('usage', `hub/ca/${name}.pem is missing or cannot be read`, { hint: `one of ${environment.hub.ca.map((ca) => ca.name).join(', ')}` })
  if (Object.hasOwn(environment.settings?.value?.signers ?? {}, name))
    throw new MuhuriError('refused', `the CA "${name}" has a signer in environment.yaml: its list is made online`, { hint: 'muhuri sign . --crl-only' })
  if (retiredAuthorities(environment).has(name)) throw new MuhuriError('refused', `the CA "${name}" is retired; its last list stands`)
  return { name, certificate: artefact.parsed.facts }
}

/** Where the list of such a CA lies. */
export const offlineCrlPath = (name: string): string => `hub/crl/${name}.pem`

/** The list with the greatest number that this CA has signed and the environment holds, or null. */
export function heldCrl({ hub, issued }: Environment, { name, certificate }: OfflineCa): CrlFacts | null {
  const lists = [...hub.crl, ...issued.crl].flatMap((list) => (list.name === name && list.parsed.ok ? [list.parsed.facts] : []))
  const own = lists.filter((crl) => equalBytes(crl.issuer.der, certificate.subject.der) && crlSignedBy(crl, certificate))
  return own.reduce<CrlFacts | null>((best, crl) => (best === null || (crl.number ?? -1n) > (best.number ?? -1n) ? crl : best), null)
}

/**
 * PEM of a new list of that CA, good for `policy.crl.rootDays`: everything that its last list had, and every revocation
 * in the environment of a certificate that it issued. Its number is above every one before.
 */
export async function ceremonyCrl(
  environment: Environment,
  ca: OfflineCa & { readonly signer: Signer },
  { settings, at }: { readonly settings: EnvironmentFile; readonly at: Date },
): Promise<{ readonly text: string; readonly number: bigint; readonly entries: number }> {
  const previous = heldCrl(environment, ca)
  const entries = revokedUnder(environment, ca, { previous, at })
  const number = nextCrlNumber(previous?.number ?? null, at)
  const { rootDays, backdateMinutes } = settings.policy.crl
  const text = await signCrl(ca, { number, entries, ...crlTimes(at, { days: rootDays, backdateMinutes }) })
  return { text, number, entries: entries.length }
}
