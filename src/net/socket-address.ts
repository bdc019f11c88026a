import { type Cidr, parseAddress } from './cidr.ts'
import { parsePort } from './port.ts'

/** An address and a TCP port to listen on. */
export interface SocketAddress {
  readonly address: Cidr
  readonly port: number
}

const SHAPE = /^(?:\[([0-9a-f:.]+)\]|([0-9.]+)):(\d+)$/

/** Reads `127.0.0.1:8081` or `[::1]:8081`, the address as `parseAddress` takes it; null for anything else. */
export function parseSocketAddress(text: string): SocketAddress | null {
  const [, v6, v4, portText = ''] = SHAPE.exec(text) ?? []
  const address = parseAddress(v6 ?? v4 ?? '')
  const port = parsePort(portText)
  if (address === null || port === null || address.family !== (v6 === undefined ? 4 : 6)) return null
  return { address, port }
}
