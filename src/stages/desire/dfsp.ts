import type { CallbackRoute, DesiredDfsp, DesiredHub, HubClient, Pin } from '../../model/desired.ts'
import type { Artefact, Dfsp } from '../../model/environment.ts'
import { fspIdOf } from '../../model/fsp-id.ts'
import type { DfspEndpointsFile, DfspFile } from '../../model/generated/files.ts'
import { isInForce, isRevoked } from '../../model/holdings.ts'
import { formatInstant } from '../../model/time.ts'
import { readCallbackUrl } from '../../net/callback-url.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import { writePem } from '../../pki/pem.ts'
import { signedBy } from '../../pki/verify.ts'
import { cidrList } from './addresses.ts'
import { authorities, distinctAnchors, validatedChains } from './chains.ts'
import { type Context, newestFirst, usable } from './context.ts'
import { desiredJws } from './jws-keys.ts'

/** All DFSPs whose profile can be read and that have not left, sorted by id. */
export function desiredDfsps(context: Context, hub: DesiredHub): readonly DesiredDfsp[] {
  const issued = issuedByDfsp(context, hub)
  return context.environment.dfsps
    .flatMap((dfsp) => {
      const profile = context.left.has(dfsp.profile?.path ?? '') ? null : dfsp.profile?.value
      return profile === null || profile === undefined || profile.status === 'left'
        ? []
        : [desiredDfsp(context, { dfsp, profile, pins: issued.get(dfsp.id) ?? [] })]
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}

function desiredDfsp(
  context: Context,
  { dfsp, profile, pins }: { readonly dfsp: Dfsp; readonly profile: DfspFile; readonly pins: readonly Pin[] },
): DesiredDfsp {
  const endpoints = context.left.has(dfsp.endpoints?.path ?? '') ? null : (dfsp.endpoints?.value ?? null)
  const servers = validatedChains(context, dfsp.server, { trust: authorities(context, dfsp.ca, dfsp.serverCa), purpose: 'server' })
  return {
    id: dfsp.id,
    fspId: fspIdOf(dfsp),
    name: profile.name,
    status: profile.status,
    served: profile.status === 'active' && !context.stopped.has(dfsp.id),
    pins,
    egress: cidrList((endpoints?.egress ?? []).map(({ cidr }) => cidr)),
    oauthClient: profile.oauth?.client ?? null,
    roles: [...profile.roles].filter((role) => Object.hasOwn(context.settings.roles, role)).sort(),
    currencies: [...profile.currencies].sort(),
    callbacks: endpoints === null ? [] : callbacksOf(endpoints),
    callbackAddresses: cidrList(endpoints?.callbacks.addresses ?? []),
    serverAnchors: distinctAnchors(servers),
    serverChains: servers.map(({ anchor: _, ...chain }) => chain),
    hubClients: hubClients(context, dfsp),
    jws: desiredJws(context, dfsp.jws, dfsp.jwsSchedules),
    crls: usable(context, dfsp.crl).map(({ facts }) => writePem('X509 CRL', facts.der)),
  }
}

function callbacksOf({ callbacks }: DfspEndpointsFile): readonly CallbackRoute[] {
  const named = Object.entries(callbacks.resources).sort(([a], [b]) => (a < b ? -1 : 1))
  return [['*', callbacks.base] as const, ...named].flatMap(([resource, url]) => {
    const reading = readCallbackUrl(url)
    return reading.ok ? [{ resource, endpoint: reading.url }] : []
  })
}

/** What the DFSP's CA issued to the Hub: trusted by the DFSP exactly up to the anchor of its path. */
function hubClients(context: Context, dfsp: Dfsp): readonly HubClient[] {
  return validatedChains(context, dfsp.hubClient, { trust: authorities(context, dfsp.ca, []), purpose: 'client' })
}

/** Issued certificates in force whose issuer is one of the Hub's client CAs, by DFSP, newest first; the revoked ones marked. */
function issuedByDfsp(context: Context, hub: DesiredHub): ReadonlyMap<string, readonly Pin[]> {
  const issuers = context.environment.hub.ca.flatMap(({ path, parsed }) =>
    parsed.ok && hub.clientCas.some((ca) => !ca.root && ca.path === path) ? [parsed.facts] : [],
  )
  const pins = new Map<string, { readonly leaf: CertificateFacts; readonly path: string }[]>()
  for (const { artefact, facts } of usable(context, context.environment.issued.certificates)) {
    if (artefact.dfsp === null || !isInForce(facts, context.at) || !names(facts, context, artefact.dfsp) || !issuers.some((issuer) => signedBy(facts, issuer)))
      continue
    const list = pins.get(artefact.dfsp) ?? []
    list.push({ leaf: facts, path: artefact.path })
    pins.set(artefact.dfsp, list)
  }
  return new Map([...pins].map(([id, list]) => [id, list.sort(newestFirst).map(({ leaf, path }) => pinOf(context, leaf, path))]))
}

function names(facts: CertificateFacts, { settings }: Context, id: string): boolean {
  const uris = facts.decoded.subjectAltName?.names.filter(({ kind }) => kind === 'uri') ?? []
  return uris.length === 1 && uris.every((name) => name.kind === 'uri' && name.value === `spiffe://${settings.trustDomain}/dfsp/${id}`)
}

function pinOf(context: Context, leaf: CertificateFacts, path: Artefact<CertificateFacts>['path']): Pin {
  return {
    sha256: leaf.sha256,
    serial: leaf.serial,
    notBefore: formatInstant(leaf.notBefore),
    notAfter: formatInstant(leaf.notAfter),
    revoked: isRevoked(leaf, context.revocations),
    pem: writePem('CERTIFICATE', leaf.der),
    path,
  }
}
