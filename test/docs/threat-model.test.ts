import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { textOf } from '../architecture/sources.ts'

const text = textOf('docs/threat-model.md')

interface Shown {
  readonly file: string
  readonly name: string | null
}

/** Every test that the page names: after a file the names of its tests. */
function shownTests(): readonly Shown[] {
  const shown: Shown[] = []
  for (const [, group = ''] of text.matchAll(/\((`test\/[^)]*(?:\([^)]*\)[^)]*)*)\)/g)) {
    for (const part of group.split(/; (?=`)/)) {
      const [, file = '', names = ''] = /^`(test\/[^`]+)`(?:: (.*))?$/.exec(part) ?? []
      const found = [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name)
      if (found.length === 0) shown.push({ file, name: null })
      for (const name of found) shown.push({ file, name })
    }
  }
  return shown
}

const shown = shownTests()
const source = (file: string): string => textOf(file).replaceAll("\\'", "'").replaceAll('’', "'")

describe('the threat model', () => {
  test('names a test for each claim', () => {
    expect(shown.length).toBeGreaterThan(40)
    const claims = text.split('\n').filter((line) => line.startsWith('- ') && !line.startsWith('- **'))
    expect(claims.filter((claim) => !claim.includes('(`test/'))).toEqual([])
  })

  test('is about each attacker, and says of each what does not stop it', () => {
    const sections = text.split(/^### /m).slice(1)
    expect(sections.map((section) => section.split('\n')[0])).toHaveLength(11)
    expect(sections.filter((section) => !section.includes('Not stopped:')).map((section) => section.split('\n')[0])).toEqual([])
  })

  test.each(shown)('names $file, "$name", which is there', ({ file, name }) => {
    expect(existsSync(new URL(`../../${file}`, import.meta.url))).toBe(true)
    if (name !== null) expect(source(file)).toContain(name)
  })
})
