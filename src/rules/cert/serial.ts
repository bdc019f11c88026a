import { toHex } from '../../pki/der-values.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { certificateSubjects } from '../certificate-subjects.ts'
import { oncePerCheck } from '../memo.ts'
import type { CheckContext, Rule } from '../rule.ts'

export const certSerial: Rule<'certificate'> = {
  code: 'cert/serial',
  kind: 'certificate',
  severity: 'error',
  phase: 'rest',
  waivable: true,
  summary: 'A serial is positive, has at most 20 octets, and is given once by its issuer.',
  cites: ['RFC 5280 §4.1.2.2'],
  *check({ artefact: { parsed, path } }, context) {
    const message = parsed.ok ? (malformed(parsed.facts[0]) ?? shared(parsed.facts[0], path, context)) : null
    if (message !== null) yield { message, hint: 'let the CA issue it anew, with a random serial' }
  },
}

function malformed({ serial, serialNegative, serialOctets }: CertificateFacts): string | null {
  if (serialNegative) return `The serial "${serial}" is negative; expected a positive number.`
  if (/^0*$/.test(serial)) return 'The serial is zero; expected a positive number.'
  return serialOctets > 20 ? `The serial has ${serialOctets} octets; expected at most 20.` : null
}

const keyOf = ({ issuer, serial }: CertificateFacts): string => `${toHex(issuer.der)} ${serial}`

/** The first path, in code-unit order, of each issuer's serial, and the certificate there. */
const firstHolders: (context: CheckContext) => ReadonlyMap<string, { readonly path: string; readonly sha256: string }> = oncePerCheck(({ environment }) => {
  const first = new Map<string, { path: string; sha256: string }>()
  for (const { artefact } of certificateSubjects(environment)) {
    if (!artefact.parsed.ok) continue
    const [leaf] = artefact.parsed.facts
    const known = first.get(keyOf(leaf))
    if (known === undefined || artefact.path < known.path) first.set(keyOf(leaf), { path: artefact.path, sha256: leaf.sha256 })
  }
  return first
})

function shared(facts: CertificateFacts, path: string, context: CheckContext): string | null {
  const first = firstHolders(context).get(keyOf(facts))
  if (first === undefined || first.path === path || first.sha256 === facts.sha256) return null
  return `The serial "${facts.serial}" of the same issuer belongs to another certificate, "${first.path}".`
}
