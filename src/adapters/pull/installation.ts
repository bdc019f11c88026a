import { createHash } from 'node:crypto'
import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { BundleEntry, Installation, InstalledState, Version } from '../../model/bundle.ts'
import { carryOwnFiles, type OwnFile, ownFilesOf } from './own-files.ts'
import { readBundleFolder } from './read-folder.ts'
import { current, finishSwap, type OnStep, type Place, swap } from './swap.ts'
import { syncFolder, writeSynced } from './synced.ts'

/** The installation at `into`; its versions and what it remembers lie beside it, in `.<name>.muhuri`. */
export function installationAt(into: string, onStep: OnStep = () => {}): Installation {
  const home = join(dirname(into), `.${basename(into)}.muhuri`)
  const place: Place = { into, home, onStep }
  return {
    finish: () => finishSwap(place),
    state: () => newestState(place),
    files: async () => filesIn(place),
    install: (version) => install(place, version),
    remember: (state) => writeState(join(home, 'installed.json'), state, home),
  }
}

/** A version that was put in place before it could be remembered has its state beside it. */
async function newestState(place: Place): Promise<InstalledState | null> {
  const name = await current(place)
  const own = name === null ? null : await readState(join(place.home, 'versions', `${name}.json`))
  const remembered = await readState(join(place.home, 'installed.json'))
  if (own === null || remembered === null) return own ?? remembered
  return own.sequence > remembered.sequence ? own : remembered
}

/** Our own file, written whole or not at all. */
async function readState(file: string): Promise<InstalledState | null> {
  const text = await readFile(file, 'utf8').catch(() => null)
  return text === null ? null : (JSON.parse(text) as InstalledState)
}

async function writeState(file: string, state: InstalledState, home: string): Promise<void> {
  const temporary = join(home, 'state.tmp')
  await rm(temporary, { force: true })
  await writeSynced(temporary, `${JSON.stringify(state, null, 2)}\n`)
  await rename(temporary, file)
  await syncFolder(dirname(file))
}

async function filesIn({ into }: Place): Promise<ReadonlyMap<string, Uint8Array>> {
  if ((await lstat(into).catch(() => null)) === null) return new Map()
  const entries: readonly BundleEntry[] = await readBundleFolder(`${into}/`)
  return new Map(entries.filter(({ kind }) => kind === 'file').map(({ path, bytes }) => [path, bytes]))
}

async function install(place: Place, { placed, keep, brought, state }: Version): Promise<readonly string[]> {
  const { into, home, onStep } = place
  const before = await current(place)
  const own = await ownFilesOf(into, new Set([...brought, ...placed.keys()]), placed)
  const name = versionName(state, placed)
  const folder = join(home, 'versions', name)
  if (name === before) return []
  onStep('clear')
  await rm(folder, { recursive: true, force: true })
  await writeAll(folder, placed, onStep)
  await carryOwnFiles(into, folder, own)
  await makeKept(folder, keep, own)
  onStep('state')
  await writeState(join(home, 'versions', `${name}.json`), state, home)
  onStep('swap')
  const said = await swap(place, { version: name, own })
  onStep('carry again')
  if (before !== null) await carryOwnFiles(join(home, 'versions', before), folder, own)
  onStep('remember')
  await writeState(join(home, 'installed.json'), state, home)
  onStep('prune')
  await prune(home, new Set([name, ...(before === null ? [] : [before])]))
  return said
}

function versionName({ sequence, manifest }: InstalledState, placed: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256')
  for (const [path, bytes] of placed) hash.update(`${path}\0${bytes.length}\0`).update(bytes)
  return `${String(sequence).padStart(6, '0')}-${manifest.slice(0, 12)}-${hash.digest('hex').slice(0, 8)}`
}

async function writeAll(folder: string, files: ReadonlyMap<string, Uint8Array>, onStep: OnStep): Promise<void> {
  await mkdir(folder, { recursive: true })
  const folders = new Set([folder])
  for (const [path, bytes] of files) {
    onStep(`write ${path}`)
    const file = join(folder, path)
    await mkdir(dirname(file), { recursive: true })
    folders.add(dirname(file))
    await writeSynced(file, bytes)
  }
  for (const each of folders) await syncFolder(each)
}

async function makeKept(folder: string, keep: Version['keep'], own: readonly OwnFile[]): Promise<void> {
  const there = new Set(own.map(({ path }) => path))
  for (const { path, text } of keep.filter((one) => !there.has(one.path))) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text, { mode: 0o644 })
  }
}

/** The version before stays, to go back to by hand. */
async function prune(home: string, kept: ReadonlySet<string>): Promise<void> {
  const versions = join(home, 'versions')
  const old = (await readdir(versions)).filter((name) => !kept.has(name.replace(/[.]json$/, '')))
  for (const name of old) await rm(join(versions, name), { recursive: true, force: true })
}
