import { randomBytes } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { folderFiles } from '../src/adapters/files.ts'
import { makeSandbox } from './sandbox/make.ts'

/** Makes `environments/sandbox` anew: a Hub and three DFSPs, valid for ten years, every private key thrown away. */

const FOLDER = fileURLToPath(new URL('../environments/sandbox', import.meta.url))

const contents = await makeSandbox((length) => new Uint8Array(randomBytes(length)))
await rm(FOLDER, { recursive: true, force: true })
const files = folderFiles(FOLDER)
for (const [path, text] of contents) await files.write(path, text)
process.stderr.write(`wrote ${contents.size} files to environments/sandbox\n`)
