import type { Environment } from '../model/environment.ts'
import type { Finding } from '../model/finding.ts'
import { registry } from '../rules/index.ts'
import type { NewFile } from './change-set.ts'
import { check, contextOf } from './check.ts'
import { findingsOf } from './findings.ts'
import { load } from './load.ts'
import { overlay } from './overlay.ts'

// Who may make a change, and how much of it, is judged when it is proposed.
const rules = { ...registry, change: [] }

/** The error findings that writing these files would bring, at that instant; those that are there already are not among them. What was there first is not blamed. */
export function newErrors(environment: Environment, files: readonly NewFile[], at: Date): readonly Finding[] {
  const before = new Set(errorsIn(check(environment, { at }).findings).map(identity))
  const after = load(overlay(environment.tree, files), { blockedKeys: environment.blockedKeys })
  const findings = findingsOf(after, { ...contextOf(after, { at }), base: environment }, rules)
  return errorsIn(findings).filter((finding) => !before.has(identity(finding)))
}

const errorsIn = (findings: readonly Finding[]): readonly Finding[] => findings.filter(({ severity }) => severity === 'error')

const identity = ({ code, path, message }: Finding): string => JSON.stringify([code, path, message])
