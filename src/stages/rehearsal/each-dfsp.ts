import type { DesiredDfsp } from '../../model/desired.ts'
import type { Row } from './rehearsal.ts'

const AT_ONCE = 8

/** The rows of every DFSP, a few DFSPs at a time, in their order. */
export async function eachDfsp(dfsps: readonly DesiredDfsp[], rowsOf: (dfsp: DesiredDfsp) => Promise<readonly Row[]>): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (let start = 0; start < dfsps.length; start += AT_ONCE) rows.push(...(await Promise.all(dfsps.slice(start, start + AT_ONCE).map(rowsOf))).flat())
  return rows
}
