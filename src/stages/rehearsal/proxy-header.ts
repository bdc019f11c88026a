import { parseAddress } from '../../net/cidr.ts'

const SIGNATURE = '\r\n\r\n\0\r\nQUIT\n'
const VERSION_2_PROXY = 0x21
const EPHEMERAL_PORT = 40_000

/** The PROXY protocol header, version 2 (HAProxy's specification §2.2), that tells a gateway whose connection it is; one octet a character. */
export function proxyHeader({ from, to, port }: { readonly from: string; readonly to: string; readonly port: number }): string {
  const family = from.includes(':') ? 6 : 4
  const addresses = [octets(from, family), octets(to, family)].flat()
  const ports = [EPHEMERAL_PORT, port].flatMap((number) => [number >> 8, number & 0xff])
  const body = [...addresses, ...ports]
  return SIGNATURE + String.fromCharCode(VERSION_2_PROXY, family === 4 ? 0x11 : 0x21, body.length >> 8, body.length & 0xff, ...body)
}

function octets(address: string, family: 4 | 6): number[] {
  const value = parseAddress(address)?.first ?? 0n
  const count = family === 4 ? 4 : 16
  return Array.from({ length: count }, (_, index) => Number((value >> BigInt(8 * (count - 1 - index))) & 0xffn))
}
