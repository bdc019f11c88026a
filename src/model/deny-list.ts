import { type Cidr, parseAddress, parseCidr } from '../net/cidr.ts'
import { cidrContains } from '../net/cidr-algebra.ts'

/** The operator's own list (DESIGN §5): fingerprints, DFSPs, addresses. */
export interface DenyList {
  /** In lower case: SHA-256 of client certificates, ids, FspIds. */
  readonly names: ReadonlySet<string>
  readonly networks: readonly Cidr[]
}

export const EMPTY_DENY_LIST: DenyList = { names: new Set(), networks: [] }

/**
 * Reads `deny.lst`: one entry a line, `#` at the start of a line begins a comment.
 * @public
 */
export function readDenyList(text: string): DenyList {
  const entries = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
  return { names: new Set(entries.map((entry) => entry.toLowerCase())), networks: entries.flatMap((entry) => parseCidr(entry) ?? parseAddress(entry) ?? []) }
}

/** Whether the list names the address, or one of these names. */
export function isDenied({ names, networks }: DenyList, address: string, candidates: readonly (string | null)[]): boolean {
  const at = parseAddress(address)
  if (at !== null && networks.some((network) => cidrContains(network, at))) return true
  return candidates.some((name) => name !== null && names.has(name.toLowerCase()))
}
