import type { Dfsp, Environment } from '../../model/environment.ts'
import type { CheckContext, Problem, Rule } from '../rule.ts'
import { duplicates } from './duplicates.ts'

const CLIENT = /^[A-Za-z0-9][A-Za-z0-9._@:-]{0,127}$/

/** A token names its client, and a client one DFSP; tokens are believed only by keys that environment and issuer agree on. */
export const accessOauthClient: Rule<'environment'> = {
  code: 'access/oauth-client',
  kind: 'environment',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'Each OAuth client belongs to one DFSP, and each key of hub/oauth has its kid and an algorithm of environment.yaml.',
  cites: ['RFC 6749 §2.2', 'RFC 7517 §4.5'],
  *check(environment, context) {
    yield* ofIssuer(environment, context)
    for (const dfsp of environment.dfsps) yield* ofDfsp(dfsp)
    for (const { dfsp, other, value } of duplicates(environment, context.base ?? null, ({ profile }) => profile?.value?.oauth?.client ?? null)) {
      yield { ...placeOf(dfsp), message: `OAuth client "${value}" is already that of ${other.id} (dfsps/${other.id}/dfsp.yaml); each DFSP has its own.` }
    }
  },
}

function* ofIssuer({ hub, settings: file }: Environment, { settings }: CheckContext): Iterable<Problem> {
  if (hub.oauth.length === 0 && hub.oauthKeys.length === 0) {
    const position = file?.positionOf(['oauth']) ?? null
    yield {
      severity: 'warning',
      dfsp: null,
      position,
      message: 'hub/oauth holds no key of the token issuer; the gateways deny every request.',
      hint: 'add hub/oauth/<name>.pem with the issuer’s public key, and <name>.yaml with its kid and alg',
    }
  }
  const kids = new Map<string, string>()
  for (const { name, path, value, positionOf } of hub.oauthKeys) {
    if (!hub.oauth.some((key) => key.name === name)) yield { path, dfsp: null, message: `there is no public key beside it; hub/oauth/${name}.pem is expected.` }
    if (value === null) continue
    const other = kids.get(value.kid)
    if (other !== undefined)
      yield { path, dfsp: null, position: positionOf(['kid']), message: `kid "${value.kid}" is already that of ${other}; each key has its own.` }
    kids.set(value.kid, path)
    if (!settings.oauth.algorithms.includes(value.alg))
      yield {
        path,
        dfsp: null,
        position: positionOf(['alg']),
        message: `alg is "${value.alg}"; environment.yaml accepts ${settings.oauth.algorithms.join(', ')}.`,
      }
  }
  for (const { name, path } of hub.oauth) {
    if (!hub.oauthKeys.some((key) => key.name === name))
      yield { path, dfsp: null, message: `there is no kid beside it; hub/oauth/${name}.yaml with kid and alg is expected.` }
  }
}

function* ofDfsp(dfsp: Dfsp): Iterable<Problem> {
  const profile = dfsp.profile?.value
  if (profile == null) return
  const client = profile.oauth?.client
  if (client !== undefined && !CLIENT.test(client))
    yield { ...placeOf(dfsp), message: `OAuth client "${client}" is not a client id; letters, digits and "._@:-" are expected, at most 128.` }
  if (client === undefined && profile.status === 'active') {
    yield {
      ...placeOf(dfsp),
      severity: 'warning',
      message: `${dfsp.id} is active without an OAuth client; the gateways deny its requests.`,
      hint: `write oauth: { client: ${dfsp.id} } into dfsps/${dfsp.id}/dfsp.yaml`,
    }
  }
}

function placeOf({ id, profile }: Dfsp): Pick<Problem, 'path' | 'dfsp' | 'position'> {
  return { path: profile?.path ?? `dfsps/${id}/dfsp.yaml`, dfsp: id, position: profile?.positionOf(['oauth', 'client']) ?? null }
}
