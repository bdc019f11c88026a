import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addressPlaces } from '../../src/model/address-place.ts'
import type { Desired, DesiredDfsp } from '../../src/model/desired.ts'
import { block, parseCidr } from '../../src/net/cidr.ts'
import { cidrContains } from '../../src/net/cidr-algebra.ts'
import { render } from '../../src/stages/render.ts'
import { isField, mapText, word } from '../../src/targets/haproxy/quote.ts'
import { comment } from '../../src/targets/nftables/quote.ts'
import { fixedMaterial, sampleDesired, sampleDfsp, v4 } from '../support/desired-sample.ts'

const hostile = fc.stringMatching(/^["'`$%{}();#\\\n\r\t\0 a\u202e\u{1f600}<>&|*?[\]!~^:=,-]{0,40}$/u)

const files = (desired: Desired): Readonly<Record<string, string>> =>
  Object.fromEntries(render(desired, { for: 'all' }).files.map(({ path, text }) => [path, text]))
const three = (part: Partial<DesiredDfsp> = {}): readonly DesiredDfsp[] =>
  ['bluebank', 'greenbank', 'redbank'].map((id, index) =>
    sampleDfsp(fixedMaterial, id, index, { egress: v4(`198.51.100.${16 * index}/29`, `198.51.100.${16 * index + 8}/30`), ...part }),
  )

describe('rendered files', () => {
  test('do not depend on the order of what they are made from', async () => {
    const reversed = three().map((dfsp) => ({ ...dfsp, egress: [...dfsp.egress].reverse(), roles: [...dfsp.roles].reverse(), jws: [...dfsp.jws].reverse() }))
    const ordered = files(sampleDesired(fixedMaterial, three()))
    expect(files(sampleDesired(fixedMaterial, reversed))).toEqual(ordered)
  })

  test('of other DFSPs do not change when one has nothing left', async () => {
    const whole = files(sampleDesired(fixedMaterial, three()))
    const [blue, green, red] = three()
    if (blue === undefined || green === undefined || red === undefined) throw new Error('three')
    const broken = { ...green, served: false, egress: [], callbacks: [], callbackAddresses: [], serverChains: [], serverAnchors: [], hubClients: [], pins: [] }
    const left = files(sampleDesired(fixedMaterial, [blue, broken, red]))
    const others = Object.keys(whole).filter((path) => /^dfsps\/(bluebank|redbank)\//.test(path))
    expect(others.length).toBeGreaterThan(10)
    for (const path of others) expect(left[path]).toBe(whole[path])
    expect(left['hub/haproxy/maps/pins.map']).toBe((whole['hub/haproxy/maps/pins.map'] ?? '').replace(/.* greenbank\n/, ''))
  })

  test('have as many lines as ever, whatever stands in free text', async () => {
    const lines = (desired: Desired): Readonly<Record<string, number>> =>
      Object.fromEntries(Object.entries(files(desired)).map(([path, text]) => [path, text.split(/[\n\r]/).length]))
    const plain = lines(sampleDesired(fixedMaterial, three({ oauthClient: null })))
    await fc.assert(
      fc.property(hostile, (text) => {
        const changed = lines(sampleDesired(fixedMaterial, three({ name: text, oauthClient: null })))
        expect(changed).toEqual(plain)
      }),
      { numRuns: 40 },
    )
  })
})

describe('quoting', () => {
  test('for HAProxy gives one argument that reads back as the text, or refuses', async () => {
    await fc.assert(
      fc.property(hostile, (text) => {
        if (/[\0-\x1f\x7f]/.test(text)) expect(() => word(text)).toThrow(RangeError)
        else expect(unquote(word(text))).toBe(text)
      }),
    )
  })
  test('keeps map files to one key and one value a line', async () => {
    await fc.assert(
      fc.property(fc.array(fc.tuple(hostile, hostile)), (entries) => {
        const lines = mapText(entries).split('\n').slice(0, -1)
        expect(lines.every((line) => /^[!$-~][!-~]* [!$-~][!-~]*$/.test(line) && !line.startsWith('#'))).toBe(true)
        expect(lines.length).toBe(new Set(entries.filter(([key, value]) => isField(key) && isField(value)).map((entry) => entry.join(' '))).size)
      }),
    )
  })
  test('for nftables leaves nothing in a comment that could end it', async () => {
    await fc.assert(
      fc.property(hostile, (text) => {
        expect(comment(text)).toMatch(/^comment "[A-Za-z0-9 ._:/@#=-]{0,120}"$/)
      }),
    )
  })
})

/** As HAProxy reads a word: single quotes strong, a backslash outside them takes the next character. */
function unquote(text: string): string {
  return text.replace(
    /'([^']*)'|\\(.)|([^'\\]+)/g,
    (_, quoted: string | undefined, escaped: string | undefined, bare: string | undefined) => quoted ?? escaped ?? bare ?? '',
  )
}

describe('places', () => {
  const networks = fc.array(
    fc.tuple(fc.integer({ min: 24, max: 32 }), fc.integer({ min: 0, max: 255 })).map(([prefix, last]) => block(4, 0xc6336400n + BigInt(last), prefix).text),
    { maxLength: 6 },
  )

  test('name for every address exactly those in whose blocks it lies', async () => {
    await fc.assert(
      fc.property(fc.tuple(networks, networks, networks), fc.integer({ min: 0, max: 255 }), (lists, last) => {
        const dfsps = lists.map((list, index) => sampleDfsp(fixedMaterial, `bank-${index}`, index, { egress: v4(...list) }))
        const address = block(4, 0xc6336400n + BigInt(last), 32)
        const holds = (text: string): boolean => cidrContains(parseCidr(text) ?? address, address)
        const longest = addressPlaces(dfsps)
          .filter(({ cidr }) => holds(cidr))
          .at(-1)
        expect(longest?.dfsps ?? []).toEqual(dfsps.filter(({ egress }) => egress.some(({ cidr }) => holds(cidr))).map(({ id }) => id))
      }),
    )
  })
})
