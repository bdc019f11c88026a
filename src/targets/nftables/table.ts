import type { RenderedFile } from '../../model/rendered.ts'
import { declareSet, type NamedSet, portSet } from './sets.ts'

/** One side's firewall: what may come in and go out on the ports that it closes. */
export interface Firewall {
  /** `muhuri_hub` or `muhuri_dfsp`. */
  readonly table: string
  /** Ports that are closed to everyone but `admit`. */
  readonly inPorts: readonly number[]
  readonly outPorts: readonly number[]
  readonly sets: readonly NamedSet[]
  /** Matches, each without verdict: `ip saddr @in_greenbank_v4`. */
  readonly admit: readonly string[]
  readonly release: readonly string[]
}

/** What one file opens, the other lets through: a bit of the packet mark that both know. */
const MARK = '0x00800000'

/**
 * `muhuri.nft`, which closes the ports and opens them to the sets; `base.nft`, which holds them closed while that one is
 * not loaded; `deny.nft`, the operator's.
 */
export function firewallFiles(firewall: Firewall): readonly RenderedFile[] {
  return [
    { path: 'muhuri.nft', text: lines(main(firewall)) },
    { path: 'base.nft', text: lines(base(firewall)) },
    { path: 'deny.nft', text: DENY, keep: true },
  ]
}

function main({ table, inPorts, outPorts, sets, admit, release }: Firewall): readonly string[] {
  return [
    '# Rendered by Muhuri: the next render replaces this file. Loading it replaces the table in one transaction.',
    '# Sets are asked before connections are known: an address that is taken out is cut off at once.',
    `table inet ${table}`,
    `delete table inet ${table}`,
    `table inet ${table} {`,
    ...sets.flatMap(declareSet),
    '  chain input {',
    '    type filter hook input priority filter; policy accept;',
    '    iif "lo" accept',
    ...(inPorts.length === 0 ? [] : [...admit.map((match) => `    ${match} ${opened()}`), `    tcp dport ${portSet(inPorts)} counter drop`]),
    '  }',
    '  chain output {',
    '    type filter hook output priority filter; policy accept;',
    '    oif "lo" accept',
    ...(outPorts.length === 0
      ? []
      : [...release.map((match) => `    ${match} ${opened()}`), `    tcp dport ${portSet(outPorts)} counter reject with icmpx admin-prohibited`]),
    '  }',
    '}',
  ]
}

function opened(): string {
  return `meta mark set meta mark | ${MARK} counter accept`
}

function base({ table, inPorts, outPorts }: Firewall): readonly string[] {
  const marked = `meta mark & ${MARK} == ${MARK} accept`
  const name = `${table}_base`
  return [
    '# Rendered by Muhuri. Load it at boot, before the network: the ports are closed until muhuri.nft opens them, and',
    '# whenever that table is gone. It lets through only what muhuri.nft has marked.',
    `table inet ${name}`,
    `delete table inet ${name}`,
    `table inet ${name} {`,
    '  chain input {',
    '    type filter hook input priority filter + 10; policy accept;',
    '    iif "lo" accept',
    `    ${marked}`,
    ...(inPorts.length === 0 ? [] : [`    tcp dport ${portSet(inPorts)} counter drop`]),
    '  }',
    '  chain output {',
    '    type filter hook output priority filter + 10; policy accept;',
    '    oif "lo" accept',
    `    ${marked}`,
    ...(outPorts.length === 0 ? [] : [`    tcp dport ${portSet(outPorts)} counter reject with icmpx admin-prohibited`]),
    '  }',
    '}',
  ]
}

/** Its own table, asked before ours: what it drops nobody can let in again, and a reload of ours does not touch it. */
const DENY = `# Yours: Muhuri never overwrites this file. Load it after base.nft. At night, without a file:
#   nft add element inet muhuri_deny addresses_v4 { 203.0.113.0/24 }
# To keep it, add an elements line to a set:  elements = { 203.0.113.0/24, 203.0.113.77 }
table inet muhuri_deny
delete table inet muhuri_deny
table inet muhuri_deny {
  set addresses_v4 {
    type ipv4_addr
    flags interval
  }
  set addresses_v6 {
    type ipv6_addr
    flags interval
  }
  chain input {
    type filter hook input priority filter - 10; policy accept;
    ip saddr @addresses_v4 counter drop
    ip6 saddr @addresses_v6 counter drop
  }
  chain output {
    type filter hook output priority filter - 10; policy accept;
    ip daddr @addresses_v4 counter reject with icmpx admin-prohibited
    ip6 daddr @addresses_v6 counter reject with icmpx admin-prohibited
  }
}
`

function lines(list: readonly string[]): string {
  return `${list.join('\n')}\n`
}
