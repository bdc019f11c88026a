import type { Environment } from '../model/environment.ts'
import type { Finding } from '../model/finding.ts'
import type { NewFile } from './change-set.ts'
import { check } from './check.ts'
import { load } from './load.ts'
import { overlay } from './overlay.ts'

/** The error findings that writing these files would bring, at that instant; those that are there already are not among them. */
export function newErrors(environment: Environment, files: readonly NewFile[], at: Date): readonly Finding[] {
  const before = new Set(errorsOf(environment, at).map(identity))
  const after = load(overlay(environment.tree, files), { blockedKeys: environment.blockedKeys })
  return errorsOf(after, at).filter((finding) => !before.has(identity(finding)))
}

const errorsOf = (environment: Environment, at: Date): readonly Finding[] => check(environment, { at }).findings.filter(({ severity }) => severity === 'error')

const identity = ({ code, path, message }: Finding): string => JSON.stringify([code, path, message])
