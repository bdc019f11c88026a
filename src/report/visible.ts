import { visibleText } from '../pki/visible-text.ts'

/**
 * Untrusted text made safe to show: in normalization form C, control, direction and zero-width characters as `\u{…}`, at most `max`
 * characters. Quoting for the place where it is shown is that place's own.
 */
export function visible(text: string, max = 2000): string {
  const characters = [...visibleText(text.normalize('NFC'))]
  return characters.length <= max ? characters.join('') : `${characters.slice(0, max - 1).join('')}…`
}
