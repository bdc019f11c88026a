import type { Artefact, Dfsp, Environment } from '../../model/environment.ts'
import { clientCertificates, revocationsOf } from '../../model/holdings.ts'
import type { CsrFacts } from '../../pki/facts.ts'
import { oncePerCheck } from '../memo.ts'
import type { CheckContext, Problem, Rule } from '../rule.ts'
import { tooMany } from './too-many.ts'

/** CONTRACT §1. A certificate that another CA issues again for the same key counts once: it replaces the one before. */
const MOST = 4

/** The part of `repo/too-many` that needs dates. It comes first, as all of the family do: what is too many is not judged further. */
export const tooManyInForce: Rule<'environment'> = {
  ...tooMany,
  kind: 'environment',
  check: (environment, context) => {
    const { keys } = revocationsOf(environment)
    return environment.dfsps.flatMap((dfsp) => beyond(dfsp.id, [...certificates(dfsp, environment, context.at), ...requests(dfsp, keys, context)]))
  },
}

interface Holder {
  readonly path: string
  readonly key: string
}

function beyond(dfsp: string, holders: readonly Holder[]): readonly Problem[] {
  const keys = [...new Set(holders.map(({ key }) => key))]
  return holders
    .filter(({ key }) => keys.indexOf(key) >= MOST)
    .map(({ path, key }) => ({
      path,
      message: `this is number ${keys.indexOf(key) + 1} of the client certificates of "${dfsp}" that are in force or asked for; expected at most ${MOST}`,
      hint: `muhuri revoke <SERIAL> --dir . --reason superseded --by ${dfsp}, for one that is not used any more`,
    }))
}

/** In force, the oldest first. */
function certificates({ id }: Dfsp, environment: Environment, at: Date): readonly Holder[] {
  return [...(clientCertificates(environment, at).get(id) ?? [])]
    .sort((one, other) => Number(one.facts.notBefore) - Number(other.facts.notBefore) || (one.artefact.path < other.artefact.path ? -1 : 1))
    .map(({ artefact: { path }, facts }) => ({ path, key: facts.publicKey.sha256 }))
}

/** SHA-256 of the requests that have had their certificate, and of those that are on base. */
const known: (context: CheckContext) => { readonly answered: ReadonlySet<string>; readonly before: ReadonlySet<string> } = oncePerCheck(
  ({ environment: { issued }, base }) => ({
    answered: new Set(issued.records.flatMap(({ value }) => (value?.state === 'issued' ? [value.csr.sha256] : []))),
    before: new Set(base?.dfsps.flatMap(({ client }) => client.map(({ sha256 }) => sha256))),
  }),
)

/** Requests that were never answered: those that are on base first, since the newcomer is the one too many. */
function requests({ client, profile }: Dfsp, revoked: ReadonlySet<string>, context: CheckContext): readonly Holder[] {
  if (profile?.value?.status === 'left') return []
  const { answered, before } = known(context)
  const waiting = ({ path, sha256, parsed }: Artefact<CsrFacts>): readonly Holder[] =>
    !parsed.ok || answered.has(sha256) || revoked.has(parsed.facts.publicKey.sha256) ? [] : [{ path, key: parsed.facts.publicKey.sha256 }]
  const isNew = ({ sha256 }: Artefact<CsrFacts>): boolean => !before.has(sha256)
  return client.toSorted((one, other) => Number(isNew(one)) - Number(isNew(other))).flatMap(waiting)
}
