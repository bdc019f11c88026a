import type { HostNames, Station } from '../../stages/rehearsal/scene.ts'
import { ROOM, type Sandbox } from './sandbox.ts'

const BRIDGE = 'wire'

/**
 * One bridge and, on it, one namespace for each station. Every address is a host route on a link where everyone answers
 * for themselves, and there is no way out: the bridge has no other port and names come from one file.
 */
export async function layWire(sandbox: Sandbox, stations: readonly Station[], names: HostNames): Promise<void> {
  const wire = [`link add ${BRIDGE} type bridge mcast_snooping 0 stp_state 0 forward_delay 0`, `link set ${BRIDGE} up`]
  const joins = stations.flatMap(({ name }, index) => [
    `netns add ${name}`,
    `link add port${index} type veth peer name eth0 netns ${name}`,
    `link set port${index} master ${BRIDGE} up`,
  ])
  await sandbox.must(['ip', '-b', '-'], { input: `${[...wire, ...joins].join('\n')}\n` })
  await Promise.all(stations.map((station) => settle(sandbox, station)))
  await useHostNames(sandbox, names)
}

async function settle(sandbox: Sandbox, { name, addresses, inside }: Station): Promise<void> {
  const families = [4, 6].filter((family) => addresses.some((address) => familyOf(address) === family))
  const lines = [
    'link set lo up',
    ...inside.map((address) => `addr add ${host(address)} dev lo${nodad(address)}`),
    ...addresses.map((address) => `addr add ${host(address)} dev eth0${nodad(address)}`),
    'link set eth0 up',
    ...families.map((family) => (family === 4 ? 'route add default dev eth0' : 'route add ::/0 dev eth0')),
  ]
  await sandbox.must(['ip', '-n', name, '-b', '-'], { input: `${lines.join('\n')}\n` })
  await sandbox.must(['ip', 'netns', 'exec', name, 'sh', '-c', 'echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start'])
}

function familyOf(address: string): 4 | 6 {
  return address.includes(':') ? 6 : 4
}

function host(address: string): string {
  return `${address}/${familyOf(address) === 4 ? 32 : 128}`
}

/** Without it an IPv6 address may not be used during its first second. */
function nodad(address: string): string {
  return familyOf(address) === 6 ? ' nodad' : ''
}

async function useHostNames(sandbox: Sandbox, names: HostNames): Promise<void> {
  const path = `${ROOM}/hosts`
  const lines = ['127.0.0.1 localhost', '::1 localhost', ...names.map(([name, address]) => `${address} ${name}`)]
  await sandbox.write([{ path, text: `${lines.join('\n')}\n` }])
  await sandbox.must(['mount', '--bind', path, '/etc/hosts'])
  // Fails only where there is no such file, which serves as well.
  await sandbox.run(['mount', '--bind', '/dev/null', '/etc/resolv.conf'])
}
