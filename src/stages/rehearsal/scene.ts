import type { RenderedFile } from '../../model/rendered.ts'

/** What a rehearsal needs from outside: parties on a wire, real daemons, and bytes sent exactly as given. */

/** A party on the wire: its namespace has one interface with these addresses and nothing else. */
export interface Station {
  readonly name: string
  readonly addresses: readonly string[]
  /** More addresses, on its loopback: services that only itself can reach. */
  readonly inside: readonly string[]
}

/** Host names that everyone knows: from a file, never by asking. */
export type HostNames = readonly (readonly [host: string, address: string])[]

/** A certificate, leaf first, with its throw-away private key; PEM. */
export interface Identity {
  readonly cert: string
  readonly key: string
}

/** One connection: who opens it from where to where, and what is sent on it. */
export interface Exchange {
  readonly station: string
  /** Local address that it comes from; null leaves it to the system. */
  readonly source: string | null
  readonly host: string
  readonly port: number
  /** Sent before anything else, TLS included; one octet a character. */
  readonly prefix: string
  /** Null for plain TCP. */
  readonly tls: { readonly serverName: string; readonly identity: Identity | null; readonly ca: string } | null
  /** Each character is one octet. */
  readonly bytes: string
  /** How long to wait for the connection. */
  readonly connectMs: number
}

/** How far a connection came, and every octet that came back. */
export interface Outcome {
  readonly connected: boolean
  /** The TLS handshake was completed, as far as the side that opened it can tell. */
  readonly secured: boolean
  readonly error: string | null
  readonly response: string
}

/** A listener that answers every request with what it saw of it, under a header that nothing else sends. */
export interface Listener {
  readonly station: string
  readonly address: string
  readonly port: number
  readonly marker: string
  /** With TLS, callers need a certificate under `ca`; the identity is chosen by the host name that they ask for. */
  readonly tls: { readonly identities: readonly Identity[]; readonly ca: string } | null
}

/** The token endpoint, as the environment describes it, with throw-away keys. */
export interface IssuerOrders {
  readonly issuer: string
  /** Of the token endpoint's URL. */
  readonly path: string
  readonly audience: string
  readonly claim: string
  readonly certificateBound: boolean
  readonly lifetime: number
  readonly resource: string
  /** Private PEM of each key that signs tokens, with its kid and algorithm. */
  readonly keys: readonly { readonly kid: string; readonly alg: string; readonly key: string }[]
  /** `uri` is what a client's certificate names; with `key` (public PEM) it signs assertions with that key's private half instead. */
  readonly clients: readonly { readonly id: string; readonly kid: string; readonly alg: string; readonly uri: string; readonly key: string | null }[]
  readonly listen: readonly { readonly address: string; readonly port: number }[]
  readonly tls: Identity & { readonly ca: string }
}

/** A request for an access token by the client credentials grant (RFC 6749 §4.4). */
export interface TokenRequest {
  readonly station: string
  readonly source: string | null
  readonly host: string
  readonly port: number
  readonly serverName: string
  readonly ca: string
  readonly identity: Identity
  readonly path: string
  readonly issuer: string
  readonly client: string
  /** Private PEM for `private_key_jwt`; null for `tls_client_auth`. */
  readonly assertionKey: string | null
  /** How far the issuer's clock is behind for this one. */
  readonly behindSeconds: number
}

export interface Scene {
  exchange(exchange: Exchange): Promise<Outcome>
  /** Opens a listener; resolves to its name. */
  listen(listener: Listener): Promise<string>
  /** Other certificates for a listener with TLS. */
  certify(listener: string, tls: NonNullable<Listener['tls']>): Promise<void>
  /** Handshakes that failed at a listener since this was last asked. */
  failures(listener: string): Promise<readonly string[]>
  openIssuer(station: string, orders: IssuerOrders): Promise<void>
  token(request: TokenRequest): Promise<string>
  loadFirewall(station: string, files: readonly RenderedFile[]): Promise<void>
  startGateway(station: string, files: readonly RenderedFile[]): Promise<void>
  /** Serves the folder with these files changed and those removed; when it resolves, nothing old answers. */
  reloadGateway(files: readonly RenderedFile[], removed: readonly string[]): Promise<void>
  /** The gateway's own log, oldest first. */
  gatewayLog(): readonly string[]
  close(): Promise<void>
}

/** Sets up the wire and an agent at each station. */
export type OpenScene = (stations: readonly Station[], names: HostNames) => Promise<Scene>
