import type { Environment } from '../model/environment.ts'
import { toHex } from '../pki/der-values.ts'
import type { CertificateFacts } from '../pki/facts.ts'
import { oncePerCheck } from './memo.ts'
import { revokedKeys } from './revoked-keys.ts'
import type { CertificateRole, CertificateSubject, CheckContext } from './rule.ts'

/** Roles whose certificates a Hub CA issued: `revoked/<serial>.yaml` is about these. */
const FROM_HUB: ReadonlySet<CertificateRole> = new Set(['client', 'hub-ca', 'hub-server'])

interface Revocations {
  /** Serial → `revoked/<serial>.yaml`. */
  readonly bySerial: ReadonlyMap<string, string>
  /** Issuer's name in hex, a space, serial → path of the CRL. */
  readonly byList: ReadonlyMap<string, string>
}

const revocations: (context: CheckContext) => Revocations = oncePerCheck(({ environment }) => ({
  bySerial: new Map(environment.revoked.filter(({ name }) => !name.startsWith('spki-')).map(({ name, path }) => [name, path])),
  byList: new Map(listed(environment)),
}))

function listed({ hub, issued, dfsps }: Environment): [string, string][] {
  const lists = [...hub.crl, ...issued.crl, ...dfsps.flatMap(({ crl }) => crl)]
  return lists.flatMap(({ path, parsed }) =>
    parsed.ok ? [...parsed.facts.entries.keys()].map((serial): [string, string] => [`${toHex(parsed.facts.issuer.der)} ${serial}`, path]) : [],
  )
}

/** The file that revokes the certificate, by serial, by key, or by a CRL of its issuer; null where none does. */
export function revocationOf({ role, artefact: { parsed } }: CertificateSubject, context: CheckContext): string | null {
  if (!parsed.ok) return null
  const { bySerial, byList } = revocations(context)
  const facts: CertificateFacts = parsed.facts[0]
  const direct = FROM_HUB.has(role) ? bySerial.get(facts.serial) : undefined
  const byKey = role === 'client' ? revokedKeys(context).get(facts.publicKey.sha256) : undefined
  return direct ?? byKey ?? (byList.size === 0 ? undefined : byList.get(`${toHex(facts.issuer.der)} ${facts.serial}`)) ?? null
}
