import type { Environment } from '../../model/environment.ts'
import type { Rule } from '../rule.ts'
import { changedPaths } from './changed-paths.ts'

/** Who owns what is read from base, by numeric id: a pull request cannot give itself rights (DESIGN §2). */
export const foreignPath: Rule<'change'> = {
  code: 'repo/foreign-path',
  kind: 'change',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: "An owner of one DFSP does not touch another's folder.",
  cites: ['DESIGN §2'],
  *check({ base, head }, { actor, mergeGroup }) {
    if (actor === null || mergeGroup || isHub(base, actor)) return
    const own = new Set(base.dfsps.filter(({ profile }) => profile?.value?.owners.includes(actor) === true).map(({ id }) => id))
    if (own.size === 0) return
    for (const { path, after } of changedPaths(base.tree, head.tree)) {
      const [top, id] = path.split('/')
      if (top !== 'dfsps' || id === undefined || own.has(id)) continue
      yield {
        path,
        dfsp: head.dfsps.some((dfsp) => dfsp.id === id) ? id : null,
        message: `user ${actor} owns ${[...own].map((dfsp) => `"${dfsp}"`).join(', ')} and ${after === null ? 'removes' : 'changes'} a file of "${id}"`,
        hint: `git checkout <base> -- ${path}`,
      }
    }
  },
}

function isHub(base: Environment, actor: number): boolean {
  const profile = base.hub.profile?.value
  return profile != null && [...profile.admins, ...profile.reviewers, ...profile.machines].includes(actor)
}
