import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { main } from './main.ts'

/** What `dist/muhuri.mjs` is made of: it runs when it is started, and only gives `main` when it is imported. */
export { main }

const [, started] = process.argv
if (started !== undefined && realpathSync(started) === fileURLToPath(import.meta.url)) await main()
