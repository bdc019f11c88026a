import type { Environment } from '../model/environment.ts'
import { locate } from '../model/layout.ts'
import type { Publication, PublicationKind } from '../model/publication.ts'
import { check } from './check.ts'
import { load } from './load.ts'
import { overlay } from './overlay.ts'

const MACHINE = ['issued-certificate', 'issued-record', 'issued-crl', 'issued-key'] as const

/** What each kind may bring to branch `issued`. */
const BRINGS: Readonly<Record<Exclude<PublicationKind, 'rendered'>, readonly string[]>> = {
  intended: ['issued-record', 'issued-key'],
  signed: MACHINE,
  crl: ['issued-crl'],
}

/** The first record that completes none of those that were intended. */
function notIntended(before: Environment, after: Environment, files: Publication['files']): string | undefined {
  const intended = new Map(before.issued.records.map(({ path, value }) => [path, value?.state === 'intended' ? value.tbs : null]))
  return after.issued.records.find(({ path, value }) => files[path] !== undefined && (value === null || intended.get(path) !== value.tbs))?.path
}

/** Why these files must not be laid over what was issued, or null: nothing but what that kind brings, nothing removed, nothing that `check` finds new fault with. */
export function publicationProblem({ kind, files }: Publication, before: Environment, at: Date): string | null {
  if (kind === 'rendered') return 'it is for branch deploy'
  for (const [path, text] of Object.entries(files)) {
    const { kind: place, problem } = locate(path)
    if (text === null) return `it removes "${path}"; what is issued stays for ever`
    if (problem !== null || !BRINGS[kind].includes(place)) return `it brings "${path}", which is nothing that a publication of this kind holds`
  }
  const written = Object.entries(files).flatMap(([path, text]) => (text === null ? [] : [{ path, text }]))
  const after = load(overlay(before.tree, written))
  const states = after.issued.records.flatMap(({ path, value }) => (files[path] === undefined ? [] : [value?.state]))
  if (kind === 'intended' && states.some((state) => state !== 'intended')) return 'it brings a record that is not intended'
  const strange = kind === 'signed' ? notIntended(before, after, files) : undefined
  if (strange !== undefined) return `it brings "${strange}", which nobody has intended`
  const wrong = check(after, { at, base: before }).findings.find(
    (finding) => finding.new && finding.severity === 'error' && (finding.path.startsWith('issued/') || files[finding.path] !== undefined),
  )
  return wrong === undefined ? null : `${wrong.path}: ${wrong.code} ${wrong.message}`
}
