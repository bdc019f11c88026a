import type { Desired } from '../../model/desired.ts'
import type { Environment } from '../../model/environment.ts'
import type { Manifest } from '../../model/rendered.ts'
import type { Rendering, RenderOptions } from '../render.ts'
import { registryFiles, registryRoot } from './registry-files.ts'
import { withSchedule } from './scheduled-files.ts'

export interface Completed {
  readonly rendering: Rendering
  readonly said: Pick<Manifest, 'registry' | 'assurance'>
}

/**
 * What is rendered, with what a recipient needs to judge and apply it: the schedule of its keys, and, where it is rendered whole,
 * the registry. Pure.
 */
export function completeRendering(
  rendering: Rendering,
  { environment, desired, targets }: Pick<RenderOptions, 'targets'> & { readonly environment: Environment; readonly desired: Desired },
): Completed {
  const registry = targets === undefined ? registryFiles(environment, desired) : []
  const deliveries = rendering.deliveries.map((delivery) => {
    const scheduled = withSchedule(delivery, desired, targets === undefined ? {} : { targets })
    return { ...scheduled, files: [...scheduled.files, ...registry].sort(byPath) }
  })
  const files = deliveries.flatMap((delivery) => delivery.files.map((file) => ({ ...file, path: `${delivery.folder}/${file.path}` }))).sort(byPath)
  const assurance = environment.settings?.value?.policy.assurance
  return { rendering: { ...rendering, deliveries, files }, said: { registry: registryRoot(environment), ...(assurance === undefined ? {} : { assurance }) } }
}

const byPath = (a: { readonly path: string }, b: { readonly path: string }): number => (a.path < b.path ? -1 : 1)
