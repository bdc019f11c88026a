import type { Environment } from '../model/environment.ts'
import { DFSP_ID } from '../model/layout.ts'
import type { Manifest } from '../model/rendered.ts'
import { writePem } from '../pki/pem.ts'
import { readManifest } from './manifest.ts'
import { isManifestSigned } from './manifest-signature.ts'

/** What stands in a folder or branch of rendered files. */
export interface Delivered {
  paths(): readonly string[]
  read(path: string): Promise<string | null>
}

const MANIFEST = /^(?:hub|dfsps\/([^/]+))\/manifest[.]json$/

/** The manifests there, of this environment, whose signature a deploy key of it made: those alone say what was delivered. */
export async function deliveredManifests({ settings, hub }: Environment, delivered: Delivered): Promise<readonly Manifest[]> {
  const keys = hub.deploy.flatMap(({ parsed }) => (parsed.ok ? [{ pem: writePem('PUBLIC KEY', parsed.facts.spki) }] : []))
  const found: Manifest[] = []
  for (const path of delivered.paths().filter(isManifest)) {
    const [text, signature] = [await delivered.read(path), await delivered.read(path.replace(/json$/, 'sig'))]
    const manifest = text === null ? null : readManifest(text)
    if (text === null || signature === null || manifest?.value.environment !== settings?.value?.id) continue
    if (manifest !== null && isManifestSigned(text, signature, keys)) found.push(manifest.value)
  }
  return found
}

function isManifest(path: string): boolean {
  const [matched, id] = MANIFEST.exec(path) ?? []
  return matched !== undefined && (id === undefined || DFSP_ID.test(id))
}

/** The folder of a rendered file, by which it belongs to a recipient; null for what lies elsewhere. */
export function recipientFolder(path: string): string | null {
  const [folder, id] = /^(?:hub|dfsps\/([^/]+))(?=\/.)/.exec(path) ?? []
  return folder === undefined || (id !== undefined && !DFSP_ID.test(id)) ? null : folder
}
