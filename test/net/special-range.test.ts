import { describe, expect, it } from 'vitest'
import { parseCidr } from '../../src/net/cidr.ts'
import { specialRange } from '../../src/net/special-range.ts'

function rangeOf(text: string): string | null {
  const cidr = parseCidr(text)
  if (cidr === null) throw new Error(text)
  return specialRange(cidr)
}

describe('specialRange', () => {
  it.each([
    ['10.1.2.0/24', 'private'],
    ['172.31.255.0/24', 'private'],
    ['fd00::/48', 'private'],
    ['203.0.113.0/24', 'documentation'],
    ['2001:db8::/48', 'documentation'],
    ['3fff:0:1::/48', 'documentation'],
    ['127.0.0.1/32', 'loopback'],
    ['::1/128', 'loopback'],
    ['169.254.169.254/32', 'link-local'],
    ['fe80::/64', 'link-local'],
    ['224.0.0.0/24', 'multicast'],
    ['ff02::/48', 'multicast'],
    ['100.64.0.0/24', 'cgnat'],
    ['2002:a00::/48', '6to4'],
    ['192.88.99.0/24', '6to4'],
    ['2001::/48', 'teredo'],
    ['0.0.0.0/32', 'unspecified'],
    ['::/128', 'unspecified'],
    ['255.255.255.255/32', 'reserved'],
    ['4000::/48', 'reserved'],
    ['198.18.1.0/24', 'benchmarking'],
    ['64:ff9b::/96', 'nat64'],
    ['8.8.8.0/24', null],
    ['2a00:1450::/48', null],
  ])('calls %s %s', (text, name) => {
    expect(rangeOf(text)).toBe(name)
  })

  it('names a wide block by what lies in it', () => {
    expect(rangeOf('8.0.0.0/6')).toBe('private')
  })
})
