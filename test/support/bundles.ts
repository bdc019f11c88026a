import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { bundledActions } from '../../scripts/build.ts'

/** Bundles these actions, as a release has them, into `folder`; `<folder>/<action>.mjs` is what the runner starts. */
export async function bundleActions(folder: string, ...names: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const [name, bytes] of (await bundledActions(names)).files) await writeFile(join(folder, name), bytes)
}
