import { decide, type TokenClaims } from '../../model/decision.ts'
import type { Desired } from '../../model/desired.ts'
import type { Verdict } from './rehearsal.ts'
import type { Draft } from './request.ts'
import { allHeaders } from './request.ts'

/** What `decide` says of exactly this request. */
export function decidedVerdict(desired: Desired, draft: Draft, at: Date): Verdict {
  const request = {
    sourceIp: draft.from.address,
    certificate: draft.identity === null ? null : derOf(draft.identity.cert),
    token: draft.token === null ? null : (draft.token.claims as unknown as TokenClaims),
    method: draft.method,
    target: draft.target,
    headers: allHeaders(draft, desired.hub.ingress.host),
  }
  return decide(desired, request, at).allow ? 'allow' : 'deny'
}

function derOf(pem: string): Uint8Array {
  const body = pem.slice(0, pem.indexOf('-----END')).replace(/-----BEGIN [^-]+-----/, '')
  return new Uint8Array(Buffer.from(body, 'base64'))
}
