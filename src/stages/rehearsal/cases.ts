import type { Operation } from '../../model/desired.ts'
import type { CaseName, Verdict } from './rehearsal.ts'
import { type Draft, type Token, withHeader } from './request.ts'
import type { Identity } from './scene.ts'
import type { Place } from './stations.ts'

/** What a case may take from: the DFSP's own means, and those of others. */
export interface Cast {
  readonly right: Draft
  readonly expired: Token | null
  /** Another DFSP of the environment, where there is one. */
  readonly other: { readonly identity: Identity | null; readonly token: Token | null; readonly fspId: string } | null
  /** Where some other DFSP is at home, and this one is not. */
  readonly abroad: Place | null
  /** A certificate of the `clients` CA with this DFSP's names that no registry holds. */
  readonly unpinned: Identity | null
  readonly stranger: Place | null
  /** An operation of the environment that this DFSP's roles do not allow. */
  readonly forbidden: Operation | null
}

/** States of the environment that the gateway is rendered for. */
export type Variant = 'base' | 'revoked' | 'suspended'

/** States of the Hub's CAs and clocks: cases in which good, revoked and unpinned clients call side by side. */
export type SituationName = Extract<CaseName, 'crl-expired' | 'root-crl-expired' | 'clock-behind' | 'signer-gone' | 'clients-ca-rotated'>

export interface InboundCase {
  readonly name: CaseName
  readonly variant: Variant
  /** What must happen where the right request is allowed. */
  readonly expected: Verdict
  /** The request, or null where this environment has not what it takes, which `needs` says. */
  request(cast: Cast): Draft | null
  readonly needs: string
}

const OTHER = 'a second DFSP'
const NOBODY = 'nobody-of-this-name'

/** Requests to the Hub: each is the right one with one thing altered. */
export const inboundCases: readonly InboundCase[] = [
  { name: 'right', variant: 'base', expected: 'allow', needs: '', request: ({ right }) => right },
  {
    name: 'other-certificate',
    variant: 'base',
    expected: 'deny',
    needs: OTHER,
    request: ({ right, other }) => other && { ...right, identity: other.identity },
  },
  {
    name: 'other-ip',
    variant: 'base',
    expected: 'deny',
    needs: 'a second DFSP with addresses of its own',
    request: ({ right, abroad }) => abroad && { ...right, from: abroad },
  },
  { name: 'other-token', variant: 'base', expected: 'deny', needs: OTHER, request: ({ right, other }) => other && { ...right, token: other.token } },
  { name: 'no-token', variant: 'base', expected: 'deny', needs: '', request: ({ right }) => ({ ...right, token: null }) },
  { name: 'expired-token', variant: 'base', expected: 'deny', needs: '', request: ({ right, expired }) => ({ ...right, token: expired }) },
  {
    name: 'foreign-source',
    variant: 'base',
    expected: 'deny',
    needs: '',
    request: ({ right, other }) => withHeader(right, 'FSPIOP-Source', other?.fspId ?? NOBODY),
  },
  {
    name: 'double-source',
    variant: 'base',
    expected: 'deny',
    needs: '',
    request: ({ right }) => ({ ...right, headers: right.headers.flatMap((header) => (header[0] === 'FSPIOP-Source' ? [header, header] : [header])) }),
  },
  {
    name: 'malformed-path',
    variant: 'base',
    expected: 'deny',
    needs: '',
    request: ({ right }) => ({ ...right, target: `${right.target}/..%2f${right.target.slice(1)}` }),
  },
  {
    name: 'method',
    variant: 'base',
    expected: 'deny',
    needs: 'an operation that its roles do not allow',
    request: ({ right, forbidden }) => forbidden && { ...right, method: forbidden.method, target: forbidden.resource },
  },
  { name: 'revoked', variant: 'revoked', expected: 'deny', needs: '', request: ({ right }) => right },
  { name: 'suspended', variant: 'suspended', expected: 'deny', needs: '', request: ({ right }) => right },
  {
    name: 'unpinned',
    variant: 'base',
    expected: 'deny',
    needs: 'a certificate that was issued',
    request: ({ right, unpinned }) => unpinned && { ...right, identity: unpinned },
  },
  {
    name: 'stranger',
    variant: 'base',
    expected: 'deny',
    needs: 'an ingress address',
    request: ({ right, stranger }) => stranger && { ...right, from: stranger },
  },
]

export interface CallbackCase {
  readonly name: CaseName
  readonly expected: Verdict
  /** Which certificate the DFSP's callback server shows. */
  readonly server: 'own' | 'wrongCa' | 'wrongHost'
}

/** The Hub's calls to a DFSP: each as it should be, but for the server's certificate. */
export const callbackCases: readonly CallbackCase[] = [
  { name: 'callback', expected: 'allow', server: 'own' },
  { name: 'callback-wrong-ca', expected: 'deny', server: 'wrongCa' },
  { name: 'callback-wrong-host', expected: 'deny', server: 'wrongHost' },
]
