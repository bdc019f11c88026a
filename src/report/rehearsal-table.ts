import Table from 'cli-table3'

/** A row as the table shows it. */
interface ShownRow {
  readonly id: string
  readonly direction: string
  readonly expected: string
  readonly seen: string
  readonly status: number | null
  readonly at: string
  readonly ok: boolean
}

/** Every row of a rehearsal for a terminal, the ones that are not as they should be marked, and how many there are of each. */
export function rehearsalTable(rows: readonly ShownRow[]): string {
  const table = new Table({ head: ['case', 'direction', 'expected', 'seen', 'status', 'at', ''], style: { head: [], border: [], compact: true } })
  for (const { id, direction, expected, seen, status, at, ok } of rows) table.push([id, direction, expected, seen, status ?? '-', at, ok ? 'ok' : 'DIFFERS'])
  const failed = rows.filter(({ ok }) => !ok)
  const sum = `${rows.length - failed.length} as expected, ${failed.length} not`
  return [table.toString(), failed.length === 0 ? sum : `${sum}: ${failed.map(({ id }) => id).join(', ')}`].join('\n')
}
