import { expect } from 'vitest'
import { type PathRequest, validatePath } from '../../src/pki/path.ts'
import { readVectors, testWithVectors } from '../support/vectors.ts'
import { LIMBO_CONFLICTS } from './limbo-conflicts.ts'

interface LimboName {
  readonly kind: 'DNS' | 'IP' | 'RFC822'
  readonly value: string
}

interface LimboCase {
  readonly id: string
  readonly validation_kind: 'SERVER' | 'CLIENT'
  readonly trusted_certs: readonly string[]
  readonly untrusted_intermediates: readonly string[]
  readonly peer_certificate: string
  readonly validation_time: string | null
  readonly expected_result: 'SUCCESS' | 'FAILURE'
  readonly expected_peer_name?: LimboName | null
  readonly expected_peer_names: readonly LimboName[]
  readonly max_chain_depth: number | null
  readonly crls: readonly string[]
}

const NAME_KIND = { DNS: 'dns', IP: 'ip', RFC822: 'email' } as const
/** For cases without a time: the stored chains of real sites are valid then, and the generated ones always. */
const DEFAULT_TIME = '2026-11-23T12:00:00Z'

const der = (pem: string): Uint8Array => new Uint8Array(Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64'))

function requestOf(limbo: LimboCase): PathRequest {
  const names = [...(limbo.expected_peer_name ? [limbo.expected_peer_name] : []), ...limbo.expected_peer_names]
  return {
    leaf: der(limbo.peer_certificate),
    untrusted: limbo.untrusted_intermediates.map(der),
    anchors: limbo.trusted_certs.map(der),
    ...(limbo.crls.length === 0 ? {} : { crls: limbo.crls.map(der) }),
    purpose: limbo.validation_kind === 'SERVER' ? 'server' : 'client',
    names: names.map(({ kind, value }) => ({ kind: NAME_KIND[kind], value })),
    at: new Date(limbo.validation_time ?? DEFAULT_TIME),
    ...(limbo.max_chain_depth === null ? {} : { maxDepth: limbo.max_chain_depth }),
  }
}

testWithVectors('limbo/limbo.json')('x509-limbo: every case comes out as expected but the listed conflicts', () => {
  const { testcases } = readVectors('limbo/limbo.json') as { readonly testcases: readonly LimboCase[] }
  const differing = testcases.flatMap((limbo) => {
    const result = validatePath(requestOf(limbo))
    if (result.ok === (limbo.expected_result === 'SUCCESS')) return []
    return [`${result.ok ? 'false accept' : 'false reject'} ${limbo.id}`]
  })
  const unexplained = differing.filter((line) => LIMBO_CONFLICTS[line.split(' ').at(-1) ?? ''] === undefined)
  console.info(`x509-limbo: ${testcases.length - differing.length} of ${testcases.length} as expected${differing.map((line) => `\n  ${line}`).join('')}`)
  expect(unexplained).toEqual([])
})
