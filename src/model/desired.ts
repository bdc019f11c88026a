/**
 * The one normalised model behind the decisions and every target: what the gateways and firewalls of this
 * environment should do at one instant. Made by `stages/desire.ts` from an environment and its findings, so what is
 * quarantined is already left out; every string in it has been validated.
 */

import type { DenyList } from './deny-list.ts'

export interface Address {
  /** Canonical text: `198.51.100.16/29`, `2001:db8::/48`; a single address carries its full prefix length. */
  readonly cidr: string
  readonly family: 4 | 6
}

export interface Endpoint {
  /** `http` only for `upstream`. */
  readonly scheme: 'http' | 'https'
  readonly host: string
  readonly port: number
  /** Without a trailing slash; `` for none. */
  readonly basePath: string
}

/** A client certificate of a DFSP that the gateway knows, or must know to be refused. */
export interface Pin {
  /** SHA-256 of the leaf's DER, lower-case hex. */
  readonly sha256: string
  readonly serial: string
  readonly notBefore: string
  readonly notAfter: string
  /** Revoked, by certificate or by key. */
  readonly revoked: boolean
  readonly pem: string
  readonly path: string
}

export interface JwsKey {
  readonly name: string
  /** RFC 7638 thumbprint. */
  readonly kid: string
  readonly alg: 'RS256' | 'ES256'
  /** SPKI PEM, re-encoded. */
  readonly pem: string
  readonly sha256: string
  readonly jwk: Readonly<Record<string, string>>
  /** ISO seconds or null. A key is published before its time comes; retired ones are not in the model. */
  readonly activeFrom: string | null
  readonly retireAfter: string | null
  readonly path: string
}

export interface TrustAnchor {
  /** Re-encoded certificate PEM. */
  readonly pem: string
  readonly sha256: string
  readonly path: string
}

/** A CA of the Hub that client certificates are verified against. */
export interface ClientCa extends TrustAnchor {
  /** File name without extension: `root`, `clients`. */
  readonly name: string
  /** Self-issued: it signs no client certificate itself, and its CRL may be missing without locking anyone out. */
  readonly root: boolean
}

/** A server to be called with mTLS: where, and what its certificate must lead to. */
export interface CallbackRoute {
  /** `*` for the base, else a resource: `quotes`. */
  readonly resource: string
  readonly endpoint: Endpoint
}

/** A TLS server's certificate: leaf and intermediates, public. */
export interface ServerChain {
  readonly name: string
  readonly pem: string
  /** Of the leaf's DER. */
  readonly sha256: string
  readonly notAfter: string
  readonly path: string
}

/** The Hub's client certificate for calls to one DFSP, issued by that DFSP's CA: leaf and intermediates. */
export interface HubClient extends ServerChain {
  readonly anchor: TrustAnchor
}

export interface DesiredDfsp {
  readonly id: string
  readonly fspId: string
  readonly name: string
  readonly status: 'admitted' | 'active' | 'suspended' | 'left'
  /** Active and not quarantined as a whole: gateways and firewalls of the Hub serve only these. */
  readonly served: boolean
  /** Newest first. In force, revoked ones included and marked; expired and quarantined ones are absent. */
  readonly pins: readonly Pin[]
  readonly egress: readonly Address[]
  readonly oauthClient: string | null
  readonly roles: readonly string[]
  readonly currencies: readonly string[]
  readonly callbacks: readonly CallbackRoute[]
  /** Addresses that the callback hosts resolve to, for firewalls and gateways. */
  readonly callbackAddresses: readonly Address[]
  /** Anchors of the DFSP's server certificates' paths. */
  readonly serverAnchors: readonly TrustAnchor[]
  /** Intermediates that a verifier may need, and the DFSP's own server certificate chain (public). */
  readonly serverChains: readonly ServerChain[]
  /** The Hub's client certificates for calls to this DFSP, newest first. */
  readonly hubClients: readonly HubClient[]
  readonly jws: readonly JwsKey[]
  /** The DFSP's own CRLs, PEM. */
  readonly crls: readonly string[]
}

export interface TokenKey {
  readonly kid: string
  readonly alg: string
  /** SPKI PEM. */
  readonly pem: string
  readonly name: string
  readonly path: string
}

export interface DesiredHub {
  readonly id: string
  readonly ingress: { readonly host: string; readonly port: number; readonly addresses: readonly string[]; readonly proxyFrom: readonly Address[] }
  readonly egress: readonly Address[]
  readonly upstream: { readonly base: Endpoint; readonly resources: readonly { readonly resource: string; readonly endpoint: Endpoint }[] }
  readonly outbound: { readonly address: string; readonly port: number; readonly url: string }
  readonly token: {
    readonly issuer: string
    readonly audience: string
    readonly clientClaim: string
    readonly certificateBound: boolean
    readonly algorithms: readonly string[]
    readonly url: string
    /** Of `url`. */
    readonly port: number
    readonly addresses: readonly string[]
    readonly keys: readonly TokenKey[]
  }
  /** Exactly the `clients` CAs and the root over them: what client certificates are verified against. */
  readonly clientCas: readonly ClientCa[]
  /** One current CRL for each of `clientCas`, PEM; absent ones are missing here and said in findings. */
  readonly clientCrls: readonly { readonly ca: string; readonly pem: string }[]
  /** The Hub's server certificates, newest first: leaf and intermediates. */
  readonly serverChains: readonly ServerChain[]
  /** Anchors of those. */
  readonly serverAnchors: readonly TrustAnchor[]
  readonly jws: readonly JwsKey[]
  readonly deployKeys: readonly { readonly sha256: string; readonly pem: string }[]
}

/** `METHOD /resource`, validated. */
export interface Operation {
  readonly method: string
  /** `/quotes`: whole segments, case-sensitive. */
  readonly resource: string
}

export interface Desired {
  readonly environment: { readonly id: string; readonly name: string; readonly tier: string; readonly trustDomain: string }
  /** ISO seconds, UTC. */
  readonly asOf: string
  readonly hub: DesiredHub
  readonly roles: Readonly<Record<string, readonly Operation[]>>
  /** Sorted by id; all that are not `left`. */
  readonly dfsps: readonly DesiredDfsp[]
  readonly callbackPorts: readonly number[]
  readonly ilpVersion: number
  readonly targets: { readonly hub: readonly string[]; readonly dfsp: readonly string[] }
  /** What stands in the operator's own deny list, where it is known; never rendered. */
  readonly denied?: DenyList
  /** Paths left out, with the code that put them there. */
  readonly quarantined: readonly { readonly dfsp: string; readonly path: string; readonly code: string }[]
}
