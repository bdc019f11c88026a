import type { RenderedFile } from '../../model/rendered.ts'
import { ROOM, type Sandbox } from './sandbox.ts'

/** The static base closes, the operator's own list refuses, the rendered table opens: loaded in this order (DESIGN §6). */
const ORDER = ['base.nft', 'deny.nft', 'muhuri.nft']

/** Loads a rendered nftables folder as it is into a namespace's kernel; in the place of what it loaded before. */
export async function loadNftables(sandbox: Sandbox, namespace: string, files: readonly RenderedFile[]): Promise<void> {
  const folder = `${ROOM}/firewall/${namespace}`
  await sandbox.write(files.map(({ path, text }) => ({ path: `${folder}/${path}`, text })))
  for (const name of ORDER.filter((entry) => files.some(({ path }) => path === entry))) {
    await sandbox.must(['ip', 'netns', 'exec', namespace, 'nft', '-f', name], { cwd: folder })
  }
}
