/** Text from outside made safe to show: nothing in it can move a cursor, turn writing round or hide. */

// Controls, format characters (bidi, zero-width, soft hyphen), line and paragraph separators, private use, lone surrogates, unassigned.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}]/gu

/** The text with each invisible character as `\u{…}`. */
export function visibleText(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`)
}
