import type { Route, Routes } from '../call.ts'
import { actionsRoutes } from './actions.ts'
import { appRoutes } from './apps.ts'
import { checkRoutes } from './checks.ts'
import { gitRoutes } from './git.ts'
import { issueRoutes } from './issues.ts'
import { protectionRoutes } from './protection.ts'
import { pullRoutes } from './pulls.ts'
import { repositoryRoutes } from './repositories.ts'
import { reviewRoutes } from './reviews.ts'
import { secretRoutes } from './secrets.ts'

/** Every operation that the stand-in answers, by GitHub's name of it. */
export const ROUTES: Routes = {
  ...repositoryRoutes,
  ...pullRoutes,
  ...reviewRoutes,
  ...issueRoutes,
  ...checkRoutes,
  ...gitRoutes,
  ...protectionRoutes,
  ...actionsRoutes,
  ...secretRoutes,
  ...appRoutes,
}

export interface Match {
  readonly operation: string
  readonly route: Route
  readonly params: Readonly<Record<string, string>>
}

/** Parameters that span segments, as refs and paths do. */
const LONG = new Set(['ref', 'path', 'branch', 'basehead'])

const compiled = Object.entries(ROUTES)
  .map(([operation, route]) => {
    const [method = '', path = ''] = operation.split(' ')
    const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '')
    const source = path.replace(/[.]/g, '\\.').replace(/\{(\w+)\}/g, (_, name: string) => (LONG.has(name) ? '(.+)' : '([^/]+)'))
    return { operation, route, method, names, pattern: new RegExp(`^${source}$`), fixed: path.replace(/\{\w+\}/g, '').length }
  })
  // What says most literally is meant: commits/{ref}/check-runs before commits/{ref}.
  .sort((one, other) => other.fixed - one.fixed)

export function match(method: string, path: string): Match | null {
  for (const { operation, route, method: wanted, names, pattern } of compiled) {
    const found = wanted === method ? pattern.exec(path) : null
    if (found !== null) return { operation, route, params: Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(found[at + 1] ?? '')])) }
  }
  return null
}
