import { expect, it } from 'vitest'
import { visible } from '../../src/report/visible.ts'

it.each([
  ['plain text', 'Benki ya Kijani é', 'Benki ya Kijani é'],
  ['a decomposed letter', 'e\u0301', 'é'],
  ['an escape sequence', '\u001b[31m', '\\u{1B}[31m'],
  ['writing turned round', 'a\u202eb', 'a\\u{202E}b'],
  ['what has no width', 'a\u200bb', 'a\\u{200B}b'],
  ['tag characters', '\u{e0041}', '\\u{E0041}'],
])('shows %s', (_, text, shown) => {
  expect(visible(text)).toBe(shown)
})

it('cuts by characters, not by halves of them', () => {
  expect(visible('😀😀😀', 2)).toBe('😀…')
})
