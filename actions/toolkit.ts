import { MuhuriError } from '../src/model/errors.ts'
import type { EnvironmentFile } from '../src/model/generated/files.ts'
import type { Job } from './frame.ts'

/**
 * Throws `refused` where this action is not the one that environment.yaml names under `toolkit`: another repository, another commit, or
 * a tag. Where it names none, or where the action lies in the repository itself, there is nothing to compare.
 */
export function requireToolkit({ env }: Pick<Job, 'env'>, settings: Pick<EnvironmentFile, 'toolkit'> | null): void {
  const toolkit = settings?.toolkit
  const [repository, ref] = [env['GITHUB_ACTION_REPOSITORY'] ?? '', env['GITHUB_ACTION_REF'] ?? '']
  if (toolkit === undefined || repository === '') return
  if (repository.toLowerCase() === toolkit.actions.toLowerCase() && ref === toolkit.commit) return
  throw new MuhuriError('refused', `the workflow runs "${repository}@${ref}"; environment.yaml names "${toolkit.actions}@${toolkit.commit}"`, {
    hint: 'change the pins of .github/workflows and toolkit of environment.yaml together',
  })
}
