import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'

/** Every test file has a key folder of its own: what one leaves there is no memory of another's, nor of the person who runs the tests. */
const home = mkdtempSync(join(tmpdir(), 'muhuri-home-'))
process.env['MUHURI_HOME'] = home
afterAll(() => rmSync(home, { recursive: true, force: true }))
