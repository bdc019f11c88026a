import type { Artefact } from '../model/environment.ts'
import type { CsrFacts } from '../pki/facts.ts'
import { oncePerCheck } from './memo.ts'
import type { CheckContext } from './rule.ts'

const issuedRequests: (context: CheckContext) => ReadonlySet<string> = oncePerCheck(
  ({ environment }) => new Set(environment.issued.records.flatMap(({ value }) => (value === null ? [] : [`${value.csr.path} ${value.csr.sha256}`]))),
)

/** A certificate was issued from exactly this file; nothing more comes of it. */
export function isSpent({ path, sha256 }: Artefact<CsrFacts>, context: CheckContext): boolean {
  return issuedRequests(context).has(`${path} ${sha256}`)
}
