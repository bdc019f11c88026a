import { expect, test } from 'vitest'
import { requireToolkit } from '../../actions/toolkit.ts'

const COMMIT = '5f0c6c1e9d2b4a7f8e3d1c0b9a8877665f0c6c1e'
const toolkit = { actions: 'scheme/muhuri', commit: COMMIT }
const run = (repository: string | undefined, ref: string) => () =>
  requireToolkit({ env: { GITHUB_ACTION_REPOSITORY: repository, GITHUB_ACTION_REF: ref } }, { toolkit })

test('the action that environment.yaml names may run', () => {
  expect(run('scheme/muhuri', COMMIT)).not.toThrow()
  expect(run('Scheme/Muhuri', COMMIT)).not.toThrow()
})

test.each([
  ['another commit', 'scheme/muhuri', '0'.repeat(40)],
  ['a tag', 'scheme/muhuri', 'v1'],
  ['no ref', 'scheme/muhuri', ''],
  ['another repository', 'eve/muhuri', COMMIT],
])('%s is refused', (_, repository, ref) => {
  expect(run(repository, ref)).toThrow(`the workflow runs "${repository}@${ref}"; environment.yaml names "scheme/muhuri@${COMMIT}"`)
})

test('where no toolkit is named, or the action lies in the repository itself, there is nothing to compare', () => {
  expect(() => requireToolkit({ env: { GITHUB_ACTION_REPOSITORY: 'eve/muhuri' } }, {})).not.toThrow()
  expect(() => requireToolkit({ env: { GITHUB_ACTION_REPOSITORY: 'eve/muhuri' } }, null)).not.toThrow()
  expect(run(undefined, '')).not.toThrow()
})
