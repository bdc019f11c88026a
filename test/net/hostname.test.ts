import { describe, expect, it } from 'vitest'
import { readHostname } from '../../src/net/hostname.ts'

describe('readHostname', () => {
  it.each(['interop.pilot.example', 'a.b', 'xn--bcher-kva.example', '1st.example', `${'a'.repeat(63)}.example`])('reads %s', (text) => {
    expect(readHostname(text)).toEqual({ ok: true, host: text })
  })

  it.each([
    ['', 'it is empty'],
    ['192.0.2.1', 'it is an IP address; a host name is expected'],
    ['[2001:db8::1]', 'it is an IP address; a host name is expected'],
    ['2130706433', 'it is an IP address; a host name is expected'],
    ['0x7f.1', 'it is an IP address; a host name is expected'],
    ['127.1', 'it is an IP address; a host name is expected'],
    ['*.pilot.example', 'wildcards are not accepted; one host name is expected'],
    ['pilot.example.', 'it ends in a dot'],
    ['Pilot.example', 'host names are written in lower case'],
    ['localhost', 'it is a local name, which the other side cannot reach'],
    ['gateway.local', 'it is a local name, which the other side cannot reach'],
    ['a.localhost', 'it is a local name, which the other side cannot reach'],
    ['gateway', 'it has a single label; a fully qualified name is expected'],
    ['bücher.example', 'a label has letters, digits and inner hyphens only, at most 63; other scripts are written as A-labels (xn--…)'],
    ['a_b.example', 'a label has letters, digits and inner hyphens only, at most 63; other scripts are written as A-labels (xn--…)'],
    ['-a.example', 'a label has letters, digits and inner hyphens only, at most 63; other scripts are written as A-labels (xn--…)'],
    ['ab--cd.example', 'a label has letters, digits and inner hyphens only, at most 63; other scripts are written as A-labels (xn--…)'],
    ['a..example', 'a label has letters, digits and inner hyphens only, at most 63; other scripts are written as A-labels (xn--…)'],
    [`${'a'.repeat(64)}.example`, 'a label has letters, digits and inner hyphens only, at most 63; other scripts are written as A-labels (xn--…)'],
    [`${'a.'.repeat(126)}example`, 'it is longer than 253 characters'],
  ])('refuses "%s"', (text, problem) => {
    expect(readHostname(text)).toEqual({ ok: false, problem })
  })
})
