import type { Desired } from '../model/desired.ts'
import { MuhuriError } from '../model/errors.ts'
import type { Manifest } from '../model/rendered.ts'
import type { Files, Signer } from '../ports.ts'
import { manifestText, type PreviousManifest, type RenderedTree, readManifest, sameBesidesTime } from './manifest.ts'
import { isManifestSigned, signManifest } from './manifest-signature.ts'
import type { Delivery, Rendering } from './render.ts'

/** The folder that rendered files go into: read to compare, written below. */
export interface Outbox extends Files {
  /** The text of the file, or null where there is none. */
  read(path: string): Promise<string | null>
}

export interface DeliverOptions {
  readonly outbox: Outbox
  readonly desired: Desired
  readonly tree: RenderedTree
  readonly at: Date
  /** What the manifest says besides of the environment. */
  readonly said?: Pick<Manifest, 'registry' | 'assurance'>
  /** A key of `hub/deploy`, or null: then the manifest is not signed. */
  readonly signer: Signer | null
}

export interface DeliveryReport {
  /** Everything that stands there now, sorted. */
  readonly files: readonly string[]
  /** Deliveries whose manifest bears no signature of a deploy key. */
  readonly unsigned: readonly string[]
}

/**
 * Writes every delivery with its manifest: only what differs, and it removes what an earlier manifest names and this one
 * does not. What an operator keeps (deny lists, keys) is made once and never touched again.
 */
export async function deliver(rendering: Rendering, options: DeliverOptions): Promise<DeliveryReport> {
  const files: string[] = []
  const unsigned: string[] = []
  for (const delivery of rendering.deliveries) {
    const written = await writeDelivery(delivery, options)
    files.push(...written.files.map((path) => `${delivery.folder}/${path}`))
    if (!written.signed) unsigned.push(delivery.for)
  }
  return { files: files.sort(), unsigned }
}

/** Paths that `deliver` would write or remove, sorted: none where everything stands as rendered, times aside. */
export async function differences(rendering: Rendering, options: Omit<DeliverOptions, 'signer'>): Promise<readonly string[]> {
  const found: string[] = []
  for (const delivery of rendering.deliveries) {
    const previous = await previousManifest(delivery, options)
    const next = readManifest(manifestText({ ...options, delivery, previous }))
    const manifestDiffers = previous === null || next === null || !sameBesidesTime(previous.value, next.value)
    const changed = [
      ...(await changedFiles(delivery, options.outbox)),
      ...(await vanished(delivery, previous, options.outbox)),
      ...(manifestDiffers ? ['manifest.json'] : []),
    ]
    found.push(...changed.map((path) => `${delivery.folder}/${path}`))
  }
  return found.sort()
}

async function writeDelivery(delivery: Delivery, options: DeliverOptions): Promise<{ readonly files: readonly string[]; readonly signed: boolean }> {
  const { outbox } = options
  const { folder, files } = delivery
  const previous = await previousManifest(delivery, options)
  for (const path of await vanished(delivery, previous, outbox)) await outbox.remove(`${folder}/${path}`)
  const changed = new Set(await changedFiles(delivery, outbox))
  for (const { path, text } of files) if (changed.has(path)) await outbox.write(`${folder}/${path}`, text)
  const manifest = manifestText({ ...options, delivery, previous })
  const signed = await writeManifest(delivery, { ...options, manifest, previous })
  return { files: [...files.map(({ path }) => path), 'manifest.json', ...(signed ? ['manifest.sig'] : [])], signed }
}

/** A signature that does not fit the manifest never stands beside it. */
async function writeManifest(
  { folder }: Delivery,
  { outbox, desired, signer, manifest, previous }: DeliverOptions & { readonly manifest: string; readonly previous: PreviousManifest | null },
): Promise<boolean> {
  const [path, signaturePath] = [`${folder}/manifest.json`, `${folder}/manifest.sig`]
  const standing = await outbox.read(signaturePath)
  const fits = standing !== null && isManifestSigned(manifest, standing, desired.hub.deployKeys)
  if (standing !== null && !fits) await outbox.remove(signaturePath)
  if (previous?.text !== manifest) await outbox.write(path, manifest)
  if (fits) return true
  if (signer === null) return false
  await outbox.write(signaturePath, await signManifest(manifest, signer))
  return true
}

/** What stands there; one of another environment or for someone else is never continued. */
async function previousManifest(
  { folder, for: whom }: Delivery,
  { outbox, desired }: Pick<DeliverOptions, 'outbox' | 'desired'>,
): Promise<PreviousManifest | null> {
  const text = await outbox.read(`${folder}/manifest.json`)
  const previous = text === null ? null : readManifest(text)
  if (previous === null || (previous.value.environment === desired.environment.id && previous.value.for === whom)) return previous
  const holds = `"${folder}" holds the files of environment ${previous.value.environment} for "${previous.value.for}"; expected those of ${desired.environment.id} for "${whom}"`
  throw new MuhuriError('refused', holds, { hint: 'name another folder with --out' })
}

async function changedFiles({ folder, files }: Delivery, outbox: Outbox): Promise<readonly string[]> {
  const changed: string[] = []
  for (const { path, text, keep } of files) {
    const standing = await outbox.read(`${folder}/${path}`)
    if (keep === true ? standing === null : standing !== text) changed.push(path)
  }
  return changed
}

async function vanished({ folder, files }: Delivery, previous: PreviousManifest | null, outbox: Outbox): Promise<readonly string[]> {
  const kept = new Set(files.map(({ path }) => path))
  const gone: string[] = []
  for (const { path } of previous?.value.files ?? []) {
    if (!kept.has(path) && !path.endsWith('.key') && (await outbox.read(`${folder}/${path}`)) !== null) gone.push(path)
  }
  return gone
}
