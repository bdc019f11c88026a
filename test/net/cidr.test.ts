import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addressText, block, type Cidr, parseAddress, parseCidr, readCidr } from '../../src/net/cidr.ts'
import { addressCount, cidrContains, cidrOverlaps, cidrSize, compareCidrs, mergeCidrs, subtractCidrs } from '../../src/net/cidr-algebra.ts'

const BITS = { 4: 32, 6: 128 } as const

/** Blocks near each other, so that they meet often. */
const anyCidr: fc.Arbitrary<Cidr> = fc
  .record({ family: fc.constantFrom(4 as const, 6 as const), low: fc.bigInt(0n, 0xffn), short: fc.integer({ min: 0, max: 10 }) })
  .map(({ family, low, short }) => block(family, low + (0xc0000000n << BigInt(BITS[family] - 32)), BITS[family] - short))

const anyAddress = fc.oneof(
  fc.bigInt(0n, 0xffffffffn).map((value) => ({ family: 4 as const, value })),
  fc.bigInt(0n, (1n << 128n) - 1n).map((value) => ({ family: 6 as const, value })),
)

/** The model: the set of all addresses, written out. */
function addresses(list: readonly Cidr[]): Set<string> {
  const all = new Set<string>()
  for (const cidr of list) for (let address = cidr.first; address <= cidr.last; address += 1n) all.add(`${cidr.family}:${address}`)
  return all
}

function cidr(text: string): Cidr {
  const parsed = parseCidr(text)
  if (parsed === null) throw new Error(text)
  return parsed
}

describe('readCidr', () => {
  it.each(['0.0.0.0/0', '198.51.100.16/29', '192.0.2.1/32', '::/0', '2001:db8::/48', '2001:db8::1/128', '::1/128', '1:0:0:2::/64', '2001:db8:0:1:1:1:1:1/128'])(
    'reads %s and gives the same text',
    (text) => {
      expect(cidr(text).text).toBe(text)
    },
  )

  it.each([
    ['198.51.100.17/29', 'the address has bits set beyond its prefix; the network is 198.51.100.16/29'],
    ['2001:db8::1/64', 'the address has bits set beyond its prefix; the network is 2001:db8::/64'],
    ['010.0.0.1/32', 'an IPv4 address is four decimal numbers from 0 to 255 without leading zeros'],
    ['10.0.0.256/32', 'an IPv4 address is four decimal numbers from 0 to 255 without leading zeros'],
    ['0x7f.0.0.1/32', 'an IPv4 address is four decimal numbers from 0 to 255 without leading zeros'],
    ['10.1/16', 'an IPv4 address is four decimal numbers from 0 to 255 without leading zeros'],
    ['10.0.0.1/33', 'the prefix length is a decimal number from 0 to 32'],
    ['10.0.0.0/08', 'the prefix length is a decimal number from 0 to 32'],
    ['10.0.0.0/', 'the prefix length is a decimal number from 0 to 32'],
    ['10.0.0.0/8/8', 'the prefix length is a decimal number from 0 to 32'],
    ['198.51.100.16', 'it has no prefix length; a single address is written 198.51.100.16/32'],
    ['::ffff:192.0.2.1/128', 'IPv4-mapped IPv6 is not accepted; write the IPv4 address'],
    ['::ffff:c000:201/128', 'IPv4-mapped IPv6 is not accepted; write the IPv4 address'],
    ['::ffff:0:0/96', 'IPv4-mapped IPv6 is not accepted; write the IPv4 address'],
    ['2001:DB8::/32', 'the canonical text of this address (RFC 5952) is 2001:db8::'],
    ['2001:db8:0:0::/64', 'the canonical text of this address (RFC 5952) is 2001:db8::'],
    ['2001:0db8::/32', 'the canonical text of this address (RFC 5952) is 2001:db8::'],
    ['fe80::1%eth0/128', 'it is not an IPv6 address'],
    [':::/0', 'it is not an IPv6 address'],
    ['', 'an IPv4 address is four decimal numbers from 0 to 255 without leading zeros'],
    [' 10.0.0.0/8', 'an IPv4 address is four decimal numbers from 0 to 255 without leading zeros'],
  ])('refuses "%s"', (text, problem) => {
    expect(readCidr(text)).toEqual({ ok: false, problem })
  })

  it('reads back every block that it writes', () => {
    fc.assert(
      fc.property(anyAddress, fc.nat(), ({ family, value }, seed) => {
        const written = block(family, value, seed % (BITS[family] + 1))
        const mapped = written.family === 6 && written.first >> 32n === 0xffffn
        expect(readCidr(written.text)).toEqual(mapped ? expect.objectContaining({ ok: false }) : { ok: true, cidr: written })
      }),
    )
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f:./x%]{0,30}$/)), (text) => void readCidr(text)))
  })

  it('agrees with the number that an address stands for', () => {
    fc.assert(
      fc.property(anyAddress, ({ family, value }) => {
        const read = parseAddress(addressText(family, value))
        if (read === null) expect(value >> 32n).toBe(0xffffn)
        else expect([read.first, read.last]).toEqual([value, value])
      }),
    )
  })
})

describe('the algebra of blocks', () => {
  it('contains and overlaps as the sets of addresses do', () => {
    fc.assert(
      fc.property(anyCidr, anyCidr, (a, b) => {
        const [left, right] = [addresses([a]), addresses([b])]
        const shared = [...right].filter((address) => left.has(address)).length
        expect(cidrContains(a, b)).toBe(shared === right.size)
        expect(cidrOverlaps(a, b)).toBe(shared > 0)
        expect(cidrSize(a)).toBe(BigInt(left.size))
      }),
      { numRuns: 60 },
    )
  })

  it('merges to the same addresses with fewer blocks, none of which can be joined', () => {
    fc.assert(
      fc.property(fc.array(anyCidr, { maxLength: 12 }), (list) => {
        const merged = mergeCidrs(list)
        expect(addresses(merged)).toEqual(addresses(list))
        expect(mergeCidrs([...merged].reverse())).toEqual(merged)
        expect(merged.length).toBeLessThanOrEqual(list.length)
        expect(addressCount(list, 4) + addressCount(list, 6)).toBe(BigInt(addresses(list).size))
      }),
      { numRuns: 60 },
    )
  })

  it('subtracts as the sets of addresses do', () => {
    fc.assert(
      fc.property(fc.array(anyCidr, { maxLength: 6 }), fc.array(anyCidr, { maxLength: 6 }), (list, without) => {
        const holes = addresses(without)
        expect(addresses(subtractCidrs(list, without))).toEqual(new Set([...addresses(list)].filter((address) => !holes.has(address))))
      }),
      { numRuns: 60 },
    )
  })

  it('orders totally: IPv4 first, then by address, the wider block first', () => {
    const sorted = ['10.0.0.0/8', '10.0.0.0/16', '192.0.2.0/24', '::/0', '2001:db8::/32'].map(cidr)
    expect([...sorted].reverse().sort(compareCidrs)).toEqual(sorted)
    fc.assert(fc.property(anyCidr, anyCidr, (a, b) => void expect(Math.sign(compareCidrs(a, b)) + Math.sign(compareCidrs(b, a))).toBe(0)))
  })

  it('joins both halves of everything into everything', () => {
    expect(mergeCidrs([cidr('128.0.0.0/1'), cidr('0.0.0.0/1')]).map(({ text }) => text)).toEqual(['0.0.0.0/0'])
  })
})
