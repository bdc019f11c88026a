import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type TestAPI, test } from 'vitest'

const folder = process.env['MUHURI_VECTORS'] ?? join(import.meta.dirname, '../../../shared/vectors')

/** Test vectors of others live beside the repository (`MUHURI_VECTORS`); they are not copied into it. */
export function readVectors(path: string): unknown {
  return JSON.parse(readFileSync(join(folder, path), 'utf8'))
}

/** The same, a file that is not JSON. */
export function readVectorBytes(path: string): Uint8Array {
  return readFileSync(join(folder, path))
}

/** `test` where that file is there; else, under CI the test fails, elsewhere it is skipped and named at the end of the run. */
export function testWithVectors(path: string): TestAPI {
  return existsSync(join(folder, path)) || process.env['CI'] !== undefined ? test : (test.skip as TestAPI)
}
