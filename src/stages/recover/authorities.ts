import type { Environment } from '../../model/environment.ts'
import { locate } from '../../model/layout.ts'
import type { Survivor } from '../../model/recovery.ts'
import { parseOneCertificatePem } from '../../pki/certificate.ts'
import { equalBytes } from '../../pki/der.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { signedBy } from '../../pki/verify.ts'

/** A CA of the Hub that what was found is held against. */
export interface KnownCa {
  readonly name: string
  readonly facts: CertificateFacts
}

/** The environment's own CAs, and those that survived and are certified by one of them: never a root that only a source has. */
export function knownAuthorities({ hub }: Environment, survivors: readonly Survivor[]): readonly KnownCa[] {
  const own = hub.ca.flatMap(({ name, parsed }) => (parsed.ok ? [{ name, facts: parsed.facts }] : []))
  const found = survivors.flatMap(({ path, bytes }): readonly KnownCa[] => {
    const { kind, name } = locate(path)
    const parsed = kind === 'hub-ca' ? parseOneCertificatePem(bytes) : null
    if (parsed?.ok !== true || own.some((ca) => ca.name === name)) return []
    return own.some((ca) => isCertifiedBy(parsed.facts, ca.facts)) ? [{ name, facts: parsed.facts }] : []
  })
  return [...own, ...found]
}

/** Issued by that CA: its name, and a signature that its key verifies. */
export const isCertifiedBy = (certificate: CertificateFacts, ca: CertificateFacts): boolean =>
  equalBytes(certificate.issuer.der, ca.subject.der) && signedBy(certificate, ca)
