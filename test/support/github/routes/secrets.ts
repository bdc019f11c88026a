import { onRepository, paged, type Routes } from '../call.ts'
import type { Repository } from '../world.ts'

const MADE = { created_at: '2026-11-20T10:00:00Z', updated_at: '2026-11-20T10:00:00Z' }

/** Names and values that a test keeps with the settings of Actions: `secrets`, `organization-secrets`, `variables/<environment>`. */
const kept = ({ actions }: Repository, place: string): readonly (readonly [string, unknown])[] => Object.entries(actions.get(place) ?? {})

const names = (place: string) =>
  onRepository(
    'secrets:read',
    ({ repository }) =>
      paged(
        kept(repository, place).map(([name]) => ({ name, ...MADE })),
        'secrets',
      ),
    'write',
  )

export const secretRoutes: Routes = {
  'GET /repos/{owner}/{repo}/actions/secrets': names('secrets'),
  'GET /repos/{owner}/{repo}/actions/organization-secrets': names('organization-secrets'),
  'GET /repos/{owner}/{repo}/environments/{environment_name}/variables': onRepository(
    'environments:read',
    ({ repository, params }) =>
      paged(
        kept(repository, `variables/${params['environment_name']}`).map(([name, value]) => ({ name, value: String(value), ...MADE })),
        'variables',
      ),
    'write',
  ),
}
