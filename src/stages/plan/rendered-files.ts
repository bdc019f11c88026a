import type { Environment } from '../../model/environment.ts'
import { MuhuriError } from '../../model/errors.ts'
import type { RenderedFile } from '../../model/rendered.ts'
import { check } from '../check.ts'
import { desire } from '../desire.ts'
import { render } from '../render.ts'

export type RenderedEnvironment = { readonly ok: true; readonly files: readonly RenderedFile[] } | { readonly ok: false; readonly reason: string }

/** All files that the environment renders to at the instant, or why it renders to none. */
export function renderedFiles(environment: Environment, at: Date): RenderedEnvironment {
  try {
    return { ok: true, files: render(desire(environment, check(environment, { at }).findings, at), { for: 'all' }).files }
  } catch (error) {
    if (error instanceof MuhuriError && error.code !== 'bug') return { ok: false, reason: error.message }
    throw error
  }
}
