import { dfspOfPath } from '../model/dfsp-of-path.ts'
import type { Environment } from '../model/environment.ts'
import type { Finding, FindingCode } from '../model/finding.ts'
import { allRules, type RuleTable, registry } from '../rules/index.ts'
import { ruleCrashed } from '../rules/internal/rule-crashed.ts'
import type { CheckContext, Kind, Phase, Problem, Rule } from '../rules/rule.ts'
import { fileDigests } from './file-digests.ts'
import { sortFindings } from './sort-findings.ts'
import { type Subject, type Subjects, subjectsOf } from './subjects.ts'
import { effectiveWaivers, type Waivers } from './waivers.ts'

const PHASES: readonly Phase[] = ['syntax', 'schema', 'readable', 'signature', 'key', 'rest']
const KINDS: readonly Kind[] = ['document', 'csr', 'certificate', 'crl', 'jws', 'key', 'endpoints', 'dfsp', 'environment', 'change']

interface Run {
  readonly context: CheckContext
  readonly subjects: Subjects
  readonly digests: ReadonlyMap<string, string>
  readonly rules: RuleTable
  /** Paths in which an earlier phase found an error: one artefact, one cause. */
  readonly blocked: Set<string>
  readonly waivers: Waivers
  readonly usedWaivers: Set<string>
  readonly found: Finding[]
}

/** Every finding of one environment at one instant, sorted by path, line, column, code; all of them `new`. */
export function findingsOf(environment: Environment, context: CheckContext, rules: RuleTable = registry): Finding[] {
  const { base } = context
  const change = base ? [{ path: '.', value: { base, head: environment } }] : []
  return findingsOfSubjects({ ...subjectsOf(environment), change }, context, rules)
}

/** The same for these subjects only; the environment of the context is what they are judged in. */
export function findingsOfSubjects(subjects: Subjects, context: CheckContext, rules: RuleTable = registry): Finding[] {
  const waivable = new Set(allRules(rules).flatMap((rule) => (rule.waivable ? [rule.code] : [])))
  // One context for the whole run: what rules remember of a check, they remember by it.
  const usedWaivers = new Set<string>()
  const run = start(subjects, { context: { ...context, waivable, usedWaivers }, usedWaivers, rules })
  for (const phase of PHASES) runPhase(run, phase, ['waiver'])
  const waived: Run = { ...run, waivers: effectiveWaivers(context.environment, run.found) }
  for (const phase of PHASES) runPhase(waived, phase, KINDS)
  // Waivers last: what the other rules of this phase find may still be excused.
  runPhase(waived, 'after', [...KINDS, 'waiver'])
  return sortFindings(waived.found)
}

function start(subjects: Subjects, { context, usedWaivers, rules }: Pick<Run, 'context' | 'usedWaivers' | 'rules'>): Run {
  const { environment } = context
  const blocked = new Set(environment.treeFindings.filter(({ severity, path }) => severity === 'error' && path !== '.').map(({ path }) => path))
  return {
    context,
    subjects,
    rules,
    digests: fileDigests(environment),
    blocked,
    waivers: new Map(),
    usedWaivers,
    found: [...environment.treeFindings],
  }
}

function runPhase(run: Run, phase: Phase, kinds: readonly Kind[]): void {
  const from = run.found.length
  for (const kind of kinds) {
    const rules = (run.rules[kind] as readonly Rule[]).filter((rule) => rule.phase === phase && applies(rule.code, run.context))
    if (rules.length > 0) for (const subject of run.subjects[kind]) runRules(run, rules, subject)
  }
  for (const { severity, path } of run.found.slice(from)) if (severity === 'error' && path !== '.') run.blocked.add(path)
}

/** In a merge group several authors meet; each was judged in the own request (CONTRACT §4). */
function applies(code: FindingCode, { mergeGroup }: CheckContext): boolean {
  return !mergeGroup || !(code.startsWith('access/') || code === 'repo/foreign-path')
}

function runRules(run: Run, rules: readonly Rule[], subject: Subject): void {
  if (run.blocked.has(subject.path)) return
  for (const rule of rules) for (const problem of problemsOf(rule, subject, run.context)) add(run, rule, { ...problem, path: problem.path ?? subject.path })
}

const CRASHED: unique symbol = Symbol('crashed')
type Seen = Problem & { readonly [CRASHED]?: true }

/** What the rule says; a rule that throws says an error of its own, so nothing passes unchecked. */
function problemsOf(rule: Rule, subject: Subject, context: CheckContext): readonly Seen[] {
  try {
    const found = rule.check(subject.value, context)
    return Array.isArray(found) ? found : [...found]
  } catch (error) {
    return [
      {
        [CRASHED]: true,
        message: `rule ${rule.code} crashed: ${error instanceof Error ? error.message : String(error)}`,
        hint: 'report this as a bug of Muhuri, with the file',
      },
    ]
  }
}

function add(run: Run, rule: Rule, problem: Seen & { readonly path: string }): void {
  const { code, severity, cites } = problem[CRASHED] === true ? ruleCrashed : rule
  const { path, message, position = null } = problem
  const sha256 = run.digests.get(path) ?? null
  const waiver = sha256 === null ? undefined : run.waivers.get(`${code} ${path} ${sha256}`)
  if (waiver !== undefined) run.usedWaivers.add(waiver.path)
  run.found.push({
    code,
    severity: waiver === undefined ? (problem.severity ?? severity) : 'notice',
    dfsp: problem.dfsp === undefined ? dfspOfPath(path) : problem.dfsp,
    path,
    line: position?.line ?? null,
    column: position?.column ?? null,
    message: waiver === undefined ? message : `${message} (waived until ${waiver.expires} by ${waiver.path})`,
    hint: problem.hint ?? null,
    cites,
    new: true,
    sha256,
  })
}
