import { blocks } from '../../model/address-place.ts'
import type { Address } from '../../model/desired.ts'
import { comment } from './quote.ts'

export type Family = 4 | 6
export const FAMILIES: readonly Family[] = [4, 6]

/** nftables' words for the two families. */
export const WORDS = { 4: { type: 'ipv4_addr', ip: 'ip' }, 6: { type: 'ipv6_addr', ip: 'ip6' } } as const

/** A named set of networks; with `ports`, of networks and ports together. Without elements it matches nothing. */
export interface NamedSet {
  readonly name: string
  readonly family: Family
  readonly addresses: readonly Address[]
  readonly ports?: readonly number[]
  readonly about: string
}

/** The set's declaration. Networks are merged within it; there is no `elements` clause where it is empty. */
export function declareSet({ name, family, addresses, ports, about }: NamedSet): readonly string[] {
  const networks = blocks(addresses.filter((address) => address.family === family)).map(({ text }) => text)
  const elements = ports === undefined ? networks : networks.flatMap((network) => [...ports].sort((a, b) => a - b).map((port) => `${network} . ${port}`))
  const type = ports === undefined ? WORDS[family].type : `${WORDS[family].type} . inet_service`
  return [
    `  set ${name} {`,
    `    type ${type}`,
    '    flags interval',
    `    ${comment(about)}`,
    ...(elements.length === 0
      ? []
      : ['    elements = {', ...elements.map((element, index) => `      ${element}${index === elements.length - 1 ? '' : ','}`), '    }']),
    '  }',
  ]
}

/** Single addresses as the model's blocks. */
export function hosts(addresses: readonly string[]): readonly Address[] {
  return addresses.map((address) => (address.includes(':') ? { cidr: `${address}/128`, family: 6 } : { cidr: `${address}/32`, family: 4 }))
}

/** `{ 443, 8443 }`, sorted, each once. */
export function portSet(ports: readonly number[]): string {
  return `{ ${[...new Set(ports)].sort((a, b) => a - b).join(', ')} }`
}
