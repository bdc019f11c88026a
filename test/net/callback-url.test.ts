import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseCallbackUrl, readBaseUrl, readCallbackUrl } from '../../src/net/callback-url.ts'

describe('readCallbackUrl', () => {
  it.each([
    ['https://mojaloop.greenbank.example:8443/fspiop', { scheme: 'https', host: 'mojaloop.greenbank.example', port: 8443, basePath: '/fspiop' }],
    ['https://a.example', { scheme: 'https', host: 'a.example', port: 443, basePath: '' }],
    ['https://a.example/', { scheme: 'https', host: 'a.example', port: 443, basePath: '' }],
    ['https://a.example/x/y.z~1/', { scheme: 'https', host: 'a.example', port: 443, basePath: '/x/y.z~1' }],
    ['https://[2001:db8::1]:443/x', { scheme: 'https', host: '[2001:db8::1]', port: 443, basePath: '/x' }],
  ])('reads %s', (text, url) => {
    expect(readCallbackUrl(text)).toEqual({ ok: true, url })
  })

  it.each([
    ['http://a.example/', 'its scheme is http; https is expected'],
    ['HTTPS://a.example/', 'a URL of the form https://host[:port][/path] is expected'],
    ['ftp://a.example/', 'a URL of the form https://host[:port][/path] is expected'],
    ['//a.example/', 'a URL of the form https://host[:port][/path] is expected'],
    ['https:a.example', 'a URL of the form https://host[:port][/path] is expected'],
    ['https:///x', 'it has no host'],
    ['https://u:p@a.example/', 'it has userinfo; credentials do not belong in a URL'],
    ['https://a.example@b.example/', 'it has userinfo; credentials do not belong in a URL'],
    ['https://a.example;x/', 'its host has a character other than letters, digits, "." and "-"'],
    ['https://[fe80::1%25eth0]/', 'its host has a character other than letters, digits, "." and "-"'],
    ['https://a.example/?q=1', 'it has a query; only a base path is expected'],
    ['https://a.example/#f', 'it has a fragment; only a base path is expected'],
    ['https://a.example/\u0000', 'it has a space, a control character or a character outside ASCII'],
    ['https://a.example/\n', 'it has a space, a control character or a character outside ASCII'],
    ['https://a.example/a b', 'it has a space, a control character or a character outside ASCII'],
    ['https://bücher.example/', 'it has a space, a control character or a character outside ASCII'],
    ['https://a.example/;v=1', 'its path has ";"; letters, digits, ".", "_", "~" and "-" are expected'],
    ['https://a.example/%2e%2e', 'its path has "%"; letters, digits, ".", "_", "~" and "-" are expected'],
    ['https://a.example/a\\b', 'its path has "\\"; letters, digits, ".", "_", "~" and "-" are expected'],
    ['https://a.example/$x', 'its path has "$"; letters, digits, ".", "_", "~" and "-" are expected'],
    ['https://a.example/../x', 'its path has an empty or a dot segment'],
    ['https://a.example//x', 'its path has an empty or a dot segment'],
    ['https://a.example/x//', 'its path has an empty or a dot segment'],
    ['https://a.example:0/', 'its port is not a number from 1 to 65535'],
    ['https://a.example:/', 'its port is not a number from 1 to 65535'],
    ['https://a.example:65536/', 'its port is not a number from 1 to 65535'],
    ['https://a.example:0443/', 'its port is not a number from 1 to 65535'],
  ])('refuses %j', (text, problem) => {
    expect(readCallbackUrl(text)).toEqual({ ok: false, problem })
  })

  it('reads what the platform reads, wherever it accepts', () => {
    const pieces = fc.array(fc.constantFrom('https://', 'a', 'b.example', ':', '8443', '/', '.', '..', '@', '?', '%2f', ';', '[', ']', '::1', 'X', '-', '\\'), {
      maxLength: 10,
    })
    fc.assert(
      fc.property(pieces, (parts) => {
        const url = parseCallbackUrl(parts.join(''))
        if (url === null || !URL.canParse(parts.join(''))) return
        const platform = new URL(parts.join(''))
        expect(platform.port).toBe(url.port === 443 ? '' : String(url.port))
        expect(platform.pathname.replace(/\/$/, '')).toBe(url.basePath)
        expect(platform.username + platform.password + platform.search + platform.hash).toBe('')
      }),
    )
  })
})

it('accepts http for the services of the Hub itself', () => {
  expect(readBaseUrl('http://127.0.0.1:8080')).toEqual({ ok: true, url: { scheme: 'http', host: '127.0.0.1', port: 8080, basePath: '' } })
})
