import type { Environment } from '../model/environment.ts'
import type { Publication } from '../model/publication.ts'
import type { Manifest } from '../model/rendered.ts'
import { sha256Hex } from '../pki/digest.ts'
import { type Delivered, recipientFolder } from './delivered-manifests.ts'
import { readManifest } from './manifest.ts'
import { canonicalJson } from './plan/canonical-json.ts'

/** SHA-256 over files as they are handed from one job to another, lower-case hex. */
export const filesDigest = (files: Publication['files']): string => sha256Hex(new TextEncoder().encode(canonicalJson(files)))

export interface RenderedRequest {
  readonly environment: Environment
  readonly publication: Publication
  /** Branch `deploy` as it stands. */
  readonly standing: Delivered
  /** The same with the publication laid over it. */
  readonly after: Delivered
}

/** A manifest that is to be signed, and where. */
export interface Unsigned {
  readonly path: string
  readonly text: string
}

/**
 * The manifests in what was rendered that wait for a signature; or why it must not be signed: each is of this environment and source,
 * one above what stands there, and names exactly the files that lie with it.
 */
export async function unsignedManifests(request: RenderedRequest): Promise<readonly Unsigned[] | string> {
  const { publication, after } = request
  const found: Unsigned[] = []
  const folders = new Set<string>()
  for (const path of Object.keys(publication.files)) {
    const folder = recipientFolder(path)
    if (folder === null) return `"${path}" lies in nobody's folder`
    folders.add(folder)
  }
  for (const folder of folders) {
    const path = `${folder}/manifest.json`
    const text = await after.read(path)
    if (text === null) return `"${folder}" has no manifest`
    const problem = await manifestProblem(request, { folder, text })
    if (problem !== null) return `"${path}" ${problem}`
    found.push({ path, text })
  }
  return found
}

async function manifestProblem(
  { environment, publication, standing, after }: RenderedRequest,
  { folder, text }: { readonly folder: string; readonly text: string },
): Promise<string | null> {
  const manifest = readManifest(text)?.value
  const before = readManifest((await standing.read(`${folder}/manifest.json`)) ?? '')?.value ?? null
  if (manifest === undefined) return 'is no manifest'
  if (manifest.environment !== environment.settings?.value?.id) return `is of the environment "${manifest.environment}"`
  if (manifest.for !== (folder === 'hub' ? 'hub' : folder.slice('dfsps/'.length))) return `is for "${manifest.for}"`
  if (publication.files[`${folder}/manifest.json`] !== undefined) {
    if (manifest.source.commit !== publication.source) return `is of the commit ${manifest.source.commit ?? 'none'}`
    if (manifest.sequence !== (before?.sequence ?? 0) + 1) return `has the sequence ${manifest.sequence} after ${before?.sequence ?? 0}`
  }
  return filesProblem(manifest, folder, after)
}

async function filesProblem({ files, keep = [] }: Manifest, folder: string, after: Delivered): Promise<string | null> {
  const named = new Set(['manifest.json', 'manifest.sig', ...keep.map(({ path }) => path)])
  for (const { path, sha256 } of files) {
    named.add(path)
    const text = await after.read(`${folder}/${path}`)
    if (text === null || sha256Hex(new TextEncoder().encode(text)) !== sha256) return `names "${path}", which is not there as it says`
  }
  const extra = after.paths().find((path) => recipientFolder(path) === folder && !named.has(path.slice(folder.length + 1)))
  return extra === undefined ? null : `does not name "${extra}"`
}
