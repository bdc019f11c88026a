import type { Environment } from '../../model/environment.ts'
import { oncePerCheck } from '../memo.ts'
import type { CertificateSubject, CheckContext, Rule } from '../rule.ts'

export const certCsrMismatch: Rule<'certificate'> = {
  code: 'cert/csr-mismatch',
  kind: 'certificate',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'A certificate that was issued for a CSR has the key of that CSR.',
  cites: ['RFC 2986 §3'],
  *check(subject, context) {
    const { parsed } = subject.artefact
    if (!parsed.ok) return
    const expected = REQUESTS[subject.role]?.(subject, context) ?? null
    if (expected !== null && !expected.keys.includes(parsed.facts[0].publicKey.sha256))
      yield { message: `The certificate's key is not that of ${expected.of}.`, hint: 'let the CA issue it for that request' }
  },
}

interface Requested {
  /** SHA-256 of the SPKIs that it may have. */
  readonly keys: readonly string[]
  readonly of: string
}

const REQUESTS: Readonly<Partial<Record<CertificateSubject['role'], (subject: CertificateSubject, context: CheckContext) => Requested | null>>> = {
  client: ({ artefact }, context) => recorded(context).get(artefact.path.replace(/\.pem$/, '.json')) ?? null,
  'hub-client': ({ dfsp }) => {
    const requests = dfsp?.hubClientRequests ?? []
    return {
      keys: requests.flatMap(({ parsed }) => (parsed.ok ? [parsed.facts.publicKey.sha256] : [])),
      of: requests.map(({ path }) => `"${path}"`).join(' or ') || 'any request of the Hub in hub-client/',
    }
  },
}

/** By path of the record: the key that it names, which must also be that of the CSR it names, where those bytes are still there. */
const recorded: (context: CheckContext) => ReadonlyMap<string, Requested> = oncePerCheck(({ environment }) => {
  const requests = requestKeys(environment)
  return new Map(
    environment.issued.records.flatMap(({ path, value }) => {
      if (value === null) return []
      const request = requests.get(`${value.csr.path} ${value.csr.sha256}`)
      return [[path, { keys: request === undefined || request === value.spki ? [value.spki] : [], of: `"${value.csr.path}" and of its record` }]]
    }),
  )
})

function requestKeys({ dfsps }: Environment): ReadonlyMap<string, string> {
  return new Map(
    dfsps.flatMap(({ client }) => client.flatMap(({ path, sha256, parsed }) => (parsed.ok ? [[`${path} ${sha256}`, parsed.facts.publicKey.sha256]] : []))),
  )
}
