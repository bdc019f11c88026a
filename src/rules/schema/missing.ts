import type { Environment } from '../../model/environment.ts'
import type { Problem, Rule } from '../rule.ts'

const OF_HUB = ['environment.yaml', 'hub/hub.yaml', 'hub/endpoints.yaml'] as const

export const missing: Rule<'environment'> = {
  code: 'schema/missing',
  kind: 'environment',
  severity: 'error',
  phase: 'schema',
  waivable: false,
  summary: 'The files without which nothing can be judged are there: environment.yaml, the Hub’s two, a dfsp.yaml in each DFSP’s folder.',
  cites: ['DESIGN §2'],
  check: (environment) => absent(environment).map(problem),
}

/** Paths that must be there and are not; one that is there and refused is another rule's. */
function absent({ tree, dfsps }: Environment): readonly string[] {
  const present = new Set(tree.entries.map(({ path }) => path))
  const ofDfsps = dfsps.flatMap(({ id, profile }) => [`dfsps/${id}/dfsp.yaml`, ...(profile?.value?.status === 'active' ? [`dfsps/${id}/endpoints.yaml`] : [])])
  return [...OF_HUB, ...ofDfsps].filter((path) => !present.has(path))
}

const problem = (path: string): Problem => ({
  path,
  message: `There is no "${path}".`,
  hint: HINTS.find(([pattern]) => pattern.test(path))?.[1] ?? 'muhuri init makes a whole environment',
})

const HINTS: readonly (readonly [RegExp, string])[] = [
  [/^dfsps\/.*dfsp\.yaml$/, 'muhuri admit <id>'],
  [/^dfsps\//, 'muhuri join <id>'],
]
