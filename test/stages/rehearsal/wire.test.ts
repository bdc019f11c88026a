import { describe, expect, it } from 'vitest'
import { openAddressBook } from '../../../src/stages/rehearsal/address-book.ts'
import { applyDifference, differenceOf } from '../../../src/stages/rehearsal/prepared.ts'
import { proxyHeader } from '../../../src/stages/rehearsal/proxy-header.ts'
import { type Draft, requestBytes, withHeader } from '../../../src/stages/rehearsal/request.ts'
import { readResponse, seenBy } from '../../../src/stages/rehearsal/response.ts'
import { substituteHashes } from '../../../src/stages/rehearsal/substitute-hashes.ts'

describe('the address book', () => {
  it('gives an address of the block, each to one station', () => {
    const book = openAddressBook([])
    expect(book.take('198.51.100.16/29', 'a')).toBe('198.51.100.17')
    expect(book.take('198.51.100.16/29', 'b')).toBe('198.51.100.18')
    expect(book.take('2001:db8:1::/64', 'b')).toBe('2001:db8:1::1')
    expect(book.addressesOf('b')).toEqual(['198.51.100.18', '2001:db8:1::1'])
  })

  it('leaves a single address with whom it was first given to', () => {
    const book = openAddressBook([])
    expect([book.take('192.0.2.1/32', 'a'), book.take('192.0.2.1/32', 'b'), book.ownerOf('192.0.2.1')]).toEqual(['192.0.2.1', '192.0.2.1', 'a'])
  })

  it('finds a stranger no address that means somebody', () => {
    const book = openAddressBook(['203.0.113.0/24', '198.51.100.0/25'])
    expect(book.outside(4, 'stranger')).toBe('198.51.100.128')
    expect(book.outside(6, 'stranger')).toBe('2001:db8:ffff::1')
  })
})

const draft: Draft = {
  from: { station: 'a', address: '' },
  to: '',
  identity: null,
  token: { text: 'x.y.z', claims: {} },
  method: 'POST',
  target: '/quotes',
  headers: [['FSPIOP-Source', 'greenbank']],
}

describe('a request', () => {
  it('is sent as exactly these octets', () => {
    expect(requestBytes(draft, 'hub.example')).toBe(
      'POST /quotes HTTP/1.1\r\nHost: hub.example\r\nFSPIOP-Source: greenbank\r\nAuthorization: Bearer x.y.z\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}',
    )
  })

  it('has a header once after it was replaced', () => {
    expect(withHeader(draft, 'fspiop-source', 'bluebank').headers).toEqual([['fspiop-source', 'bluebank']])
  })

  it('is announced by PROXY protocol version 2', () => {
    const octets = Buffer.from(proxyHeader({ from: '198.51.100.17', to: '192.0.2.10', port: 443 }), 'latin1').toString('hex')
    expect(octets).toBe('0d0a0d0a000d0a515549540a2111000cc6336411c000020a9c4001bb')
    expect(Buffer.from(proxyHeader({ from: '2001:db8::1', to: '2001:db8::2', port: 443 }), 'latin1').subarray(12, 16)).toEqual(Buffer.from([0x21, 0x21, 0, 36]))
  })
})

describe('an answer', () => {
  const body = JSON.stringify({ method: 'GET', target: '/x', headers: [], from: '', certificate: null })

  it('is taken for the upstream only with its marker', () => {
    const response = readResponse(`HTTP/1.1 200 OK\r\nX-Rehearsal: m\r\nContent-Length: ${body.length}\r\n\r\n${body}`)
    expect(seenBy('m', response)).toMatchObject({ target: '/x' })
    expect(seenBy('other', response)).toBeNull()
    expect(seenBy('m', readResponse('HTTP/1.1 403 Forbidden\r\n\r\n'))).toBeNull()
  })

  it('is read in chunks too', () => {
    const chunked = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
    expect(seenBy('m', readResponse(`HTTP/1.1 200 OK\r\nx-rehearsal: m\r\ntransfer-encoding: chunked\r\n\r\n${chunked}`))).toMatchObject({ method: 'GET' })
  })

  it('is none where nothing of HTTP came back', () => {
    expect(readResponse('')).toBeNull()
  })
})

describe('a difference', () => {
  it('turns the one into the other', () => {
    const before = [
      { path: 'a', text: '1' },
      { path: 'b', text: '2' },
      { path: 'c', text: '3' },
    ]
    const after = [
      { path: 'a', text: '1' },
      { path: 'b', text: '9' },
      { path: 'd', text: '4' },
    ]
    const difference = differenceOf(before, after)
    expect(difference).toEqual({ set: { b: '9', d: '4' }, removed: ['c'] })
    expect(applyDifference({ a: '1', b: '2', c: '3' }, difference)).toEqual({ a: '1', b: '9', d: '4' })
  })
})

describe('hashes in records', () => {
  it('are replaced where they are known and whole', () => {
    const [known, unknown] = ['a'.repeat(64), 'b'.repeat(64)]
    expect(substituteHashes(`${known} ${unknown} ${known}a`, new Map([[known, 'c'.repeat(64)]]))).toBe(`${'c'.repeat(64)} ${unknown} ${known}a`)
  })
})
