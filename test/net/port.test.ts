import { expect, it } from 'vitest'
import { parsePort } from '../../src/net/port.ts'
import { parseSocketAddress } from '../../src/net/socket-address.ts'

it.each(['0', '65536', '0443', '', ' 443', '443 ', '+443', '4e2', 0, 1.5, Number.NaN])('refuses the port %j', (value) => {
  expect(parsePort(value)).toBeNull()
})

it.each([
  ['1', 1],
  ['65535', 65535],
  [8443, 8443],
])('reads the port %j', (value, port) => {
  expect(parsePort(value)).toBe(port)
})

it('reads an address with a port, IPv6 in brackets', () => {
  expect(parseSocketAddress('127.0.0.1:8081')).toMatchObject({ address: { text: '127.0.0.1/32' }, port: 8081 })
  expect(parseSocketAddress('[::1]:8081')).toMatchObject({ address: { text: '::1/128' }, port: 8081 })
})

it.each(['127.0.0.1', '::1:8081', '[127.0.0.1]:80', '*:80', 'localhost:80', ':80', '127.0.0.1:', '127.0.0.1:0'])(
  'refuses "%s" as an address with a port',
  (text) => {
    expect(parseSocketAddress(text)).toBeNull()
  },
)
