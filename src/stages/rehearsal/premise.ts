import type { Desired, DesiredDfsp } from '../../model/desired.ts'

/** Why the Hub must refuse even the right request of this DFSP, in words; null where it must take it. */
export function refusalPremise({ hub, roles }: Desired, dfsp: DesiredDfsp): string | null {
  const reasons: readonly (readonly [boolean, string])[] = [
    [hub.token.keys.length === 0, 'the environment has no key of its token issuer (hub/oauth)'],
    [!dfsp.served, `its status is ${dfsp.status}, or it is quarantined`],
    [!dfsp.pins.some(({ revoked }) => !revoked), 'it has no client certificate in force'],
    [dfsp.egress.length === 0, 'it has no egress address'],
    [dfsp.oauthClient === null, 'it has no OAuth client'],
    [!dfsp.roles.some((role) => Object.hasOwn(roles, role)), 'it has no role'],
  ]
  return reasons.find(([holds]) => holds)?.[1] ?? null
}
