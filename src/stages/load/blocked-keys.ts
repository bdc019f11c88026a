import type { Finding } from '../../model/finding.ts'
import { sha256Hex } from '../../pki/digest.ts'
import type { Place } from './read-document.ts'

const SHA256 = /^[0-9a-f]{64}$/

/** SHA-256 sums of keys, one a line, `#` begins a comment; a line that is neither is a finding, and none of the others is lost. */
export function readBlockedKeys(place: Place): { readonly keys: readonly string[]; readonly findings: readonly Finding[] } {
  const keys: string[] = []
  const findings: Finding[] = []
  for (const [index, line] of new TextDecoder().decode(place.bytes).split('\n').entries()) {
    const word = line.replace(/#.*/, '').trim()
    if (SHA256.test(word)) keys.push(word)
    else if (word !== '') findings.push(wrongLine(place, index + 1, word))
  }
  return { keys, findings }
}

function wrongLine(place: Place, line: number, word: string): Finding {
  return {
    code: 'schema/invalid',
    severity: 'error',
    dfsp: null,
    path: place.path,
    line,
    column: 1,
    message: `${JSON.stringify(word.slice(0, 80))} is not a SHA-256 in lower-case hex`,
    hint: 'openssl pkey -pubin -in key.pem -outform DER | sha256sum',
    cites: ['CONTRACT §4'],
    new: true,
    sha256: sha256Hex(place.bytes),
  }
}
