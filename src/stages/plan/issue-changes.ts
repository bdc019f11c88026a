import type { Environment } from '../../model/environment.ts'
import type { Finding } from '../../model/finding.ts'
import type { EnvironmentFile } from '../../model/generated/files.ts'
import type { Change } from '../../model/plan.ts'
import type { PublicKeyFacts } from '../../pki/facts.ts'
import { short } from '../changes/told.ts'
import type { ClassifiedPath } from '../classify.ts'
import { signableRequests } from '../pending.ts'

export interface IssueContext {
  readonly findings: readonly Finding[]
  readonly settings: EnvironmentFile
  readonly paths: readonly ClassifiedPath[]
  readonly at: Date
}

/** The client certificates that will be issued when head is merged: of its own CSRs, and of those that wait already. */
export function issueChanges(head: Environment, { findings, settings, paths, at }: IssueContext): readonly Change[] {
  const classes = new Map(paths.map((path) => [path.path, path.class]))
  return signableRequests(head, findings, at).flatMap(({ dfsp, csr }): readonly Change[] => {
    if (!csr.parsed.ok) return []
    const { publicKey } = csr.parsed.facts
    const sentence = `Issues a client certificate to ${dfsp.id} for ${settings.policy.clientCertificate.days} days (CSR ${csr.name}, ${keyText(publicKey)}, SHA-256 ${short(publicKey.sha256)}).`
    return [{ kind: 'issue', dfsp: dfsp.id, path: csr.path, before: null, after: publicKey.sha256, sentence, class: classes.get(csr.path) ?? 'restrict' }]
  })
}

function keyText(key: PublicKeyFacts): string {
  if (key.kind === 'rsa') return `RSA ${key.bits} bits`
  return key.kind === 'ec' ? `EC ${key.curve}` : key.oid
}
