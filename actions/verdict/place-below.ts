import { relative, resolve } from 'node:path'
import { MuhuriError } from '../../src/model/errors.ts'
import type { Job } from '../frame.ts'

/** The path that an input names, which must lie below the workspace. */
export function placeBelow(job: Job, name: string): string {
  const path = resolve(job.workspace, job.required(name))
  if (/^([.]{2}(\/|$)|$)/.test(relative(job.workspace, path)))
    throw new MuhuriError('usage', `the input "${name}" is "${job.input(name)}"; expected a path below the workspace`)
  return path
}
