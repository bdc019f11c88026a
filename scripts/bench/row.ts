/** One line of the table. */
export interface Row {
  readonly name: string
  readonly ours: string
  readonly baseline: string
  /** Ours to baseline, both of the same run. */
  readonly ratio: number
  /** What the ratio should be; absent where none was set, or the size is another than the one it was set for. */
  readonly aim?: { readonly kind: 'most' | 'least'; readonly value: number }
}

const WIDTHS = [40, 22, 40, 9, 10, 7]

const line = (cells: readonly string[]): string =>
  `${cells
    .map((cell, at) => cell.padEnd(WIDTHS[at] ?? 0))
    .join(' ')
    .trimEnd()}\n`

/** The head of the table. */
export const HEAD = line(['', 'ours', 'baseline', 'ratio', 'aim', ''])

/** The row, and whether its aim was met. */
export function rowText({ name, ours, baseline, ratio, aim }: Row): string {
  const cells = [name, ours, baseline, `${ratio.toFixed(2)} x`]
  if (aim === undefined) return line(cells)
  const met = aim.kind === 'most' ? ratio <= aim.value : ratio >= aim.value
  return line([...cells, `${aim.kind === 'most' ? '<=' : '>='} ${aim.value.toFixed(2)}`, met ? 'met' : 'missed'])
}

/** Milliseconds, for people. */
export const ms = (milliseconds: number): string => `${milliseconds.toFixed(milliseconds < 10 ? 2 : 0)} ms`

/** So many of them in those milliseconds, as a rate. */
export const perSecond = (count: number, milliseconds: number): number => (count * 1000) / milliseconds

/** A rate, for people. */
export const rate = (value: number): string => `${value.toFixed(0)}/s`
