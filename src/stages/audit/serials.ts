import type { AuditProblem } from '../../model/audit.ts'
import type { Environment } from '../../model/environment.ts'
import type { History } from '../../model/history.ts'
import { parseOneCertificatePem } from '../../pki/certificate.ts'
import { toHex } from '../../pki/der-values.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import type { Audited } from './audited.ts'

interface Seen {
  readonly path: string
  readonly commit: string | null
  readonly facts: CertificateFacts
}

/** A serial is given once by its issuer, in all of history; certificates that are no longer there count too. */
export function auditSerials(environment: Environment, history: History | null): Audited {
  const first = new Map<string, Seen>()
  const problems: AuditProblem[] = []
  const reported = new Set<string>()
  for (const seen of [...everIssued(history), ...current(environment)]) {
    const { path, commit, facts } = seen
    const key = `${toHex(facts.issuer.der)} ${facts.serial}`
    const known = first.get(key)
    if (known === undefined) first.set(key, seen)
    else if (known.facts.sha256 !== facts.sha256 && !reported.has(`${key} ${facts.sha256}`)) {
      reported.add(`${key} ${facts.sha256}`)
      problems.push({ code: 'audit/serial', path, commit, message: `The serial "${facts.serial}" of the same issuer was given before, to "${known.path}".` })
    }
  }
  return { problems, unchecked: [] }
}

function current({ issued, hub }: Environment): readonly Seen[] {
  const single = [...issued.certificates, ...hub.ca].flatMap(({ path, parsed }) => (parsed.ok ? [{ path, commit: null, facts: parsed.facts }] : []))
  return [...single, ...hub.server.flatMap(({ path, parsed }) => (parsed.ok ? [{ path, commit: null, facts: parsed.facts[0] }] : []))]
}

function everIssued(history: History | null): readonly Seen[] {
  return (history?.issued ?? []).flatMap(({ commit, changes }) =>
    changes.flatMap(({ path, after }): readonly Seen[] => {
      if (after === null || !/^issued\/certificates\/.*\.pem$/.test(path)) return []
      const parsed = parseOneCertificatePem(after)
      return parsed.ok ? [{ path, commit, facts: parsed.facts }] : []
    }),
  )
}
