import type { AuditCode, AuditProblem } from '../../model/audit.ts'
import type { Environment } from '../../model/environment.ts'
import type { IssuedRecord } from '../../model/generated/files.ts'
import type { HistoricChange, History } from '../../model/history.ts'
import { type LocationKind, locate } from '../../model/layout.ts'
import { parseCrlPem } from '../../pki/crl.ts'
import type { Audited } from './audited.ts'

/** Nothing under issued/ ever vanished or changed, but a record from intended to issued and a list to a later one. */
export function auditHistory(environment: Environment, history: History): Audited {
  const ofCommits = history.issued.flatMap(({ commit, changes }) =>
    changes.flatMap((change) => {
      const said = changeProblem(change)
      return said === null ? [] : [{ ...said, path: change.path, commit }]
    }),
  )
  return { problems: [...ofCommits, ...sinceThen(environment, history)], unchecked: [] }
}

type Said = Pick<AuditProblem, 'code' | 'message'>

const said = (code: AuditCode, message: string): Said => ({ code, message })

const KEPT: Partial<Readonly<Record<LocationKind, (change: HistoricChange) => Said | null>>> = {
  'issued-certificate': changed,
  'issued-key': changed,
  'issued-record': recordChange,
  'issued-crl': crlChange,
}

function changeProblem(change: HistoricChange): Said | null {
  const judge = KEPT[locate(change.path).kind]
  if (judge === undefined || change.letter === 'A') return null
  return change.letter === 'D' || change.after === null ? said('audit/append-only', 'This was removed; what is under issued/ stays for ever.') : judge(change)
}

function changed(_change: HistoricChange): Said {
  return said('audit/append-only', 'This was changed; what is under issued/ stays as it is.')
}

/** State, certificate and TBS are what completing a record changes; nothing else, and once. */
function recordChange({ before, after }: HistoricChange): Said | null {
  const [old, now] = [before, after].map(recordIn)
  if (old == null || now == null) return changed({ path: '', before, after, letter: 'M' })
  if (old.state === 'issued') return said('audit/append-only', 'The record was changed after it was issued.')
  return fixedPart(old) === fixedPart(now) ? null : said('audit/append-only', 'The record was completed as another one than was intended.')
}

function recordIn(bytes: Uint8Array | null): IssuedRecord | null {
  try {
    const value: unknown = bytes === null ? null : JSON.parse(new TextDecoder().decode(bytes))
    return typeof value === 'object' && value !== null && 'state' in value ? (value as IssuedRecord) : null
  } catch {
    return null
  }
}

function fixedPart({ state: _state, certificate: _certificate, tbsDer: _tbsDer, ...fixed }: IssuedRecord): string {
  return JSON.stringify(Object.entries(fixed).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function crlChange({ before, after }: HistoricChange): Said | null {
  const [old, now] = [before, after].map((bytes) => parseCrlPem(bytes ?? new Uint8Array()))
  if (now?.ok !== true) return said('audit/crl-number', 'The list cannot be read.')
  if (old?.ok !== true) return null
  const [was, is] = [old.facts.number ?? -1n, now.facts.number ?? -1n]
  if (is <= was) return said('audit/crl-number', `The CRL number went from ${was} to ${is}; it only rises.`)
  const lost = [...old.facts.entries.keys()].filter((serial) => !now.facts.entries.has(serial))
  return lost.length === 0 ? null : said('audit/crl', `The list dropped ${lost.length} revocation(s), such as that of "${lost[0]}".`)
}

/** What the branch has and the environment at hand has not, or has otherwise. */
function sinceThen({ tree }: Environment, history: History): readonly AuditProblem[] {
  const present = new Map(tree.entries.map(({ path, bytes }) => [path, bytes]))
  const last = new Map<string, HistoricChange>()
  for (const { changes } of history.issued) for (const change of changes) last.set(change.path, change)
  return [...last.values()].flatMap((change): readonly AuditProblem[] => {
    if (change.after === null || KEPT[locate(change.path).kind] === undefined) return []
    const now = present.get(change.path) ?? null
    if (now !== null && Buffer.compare(now, change.after) === 0) return []
    const problem = changeProblem({ path: change.path, before: change.after, after: now, letter: now === null ? 'D' : 'M' })
    return problem === null ? [] : [{ ...problem, path: change.path, commit: null }]
  })
}
