#!/usr/bin/env node
// Plain JavaScript, so that `npx muhuri` works in a clone after `npm ci`: the bundle where it is built, else the sources through tsx, in this very process.
import { existsSync } from 'node:fs'

const bundle = new URL('../dist/muhuri.mjs', import.meta.url)

if (existsSync(bundle)) {
  const { main } = await import(bundle.href)
  await main()
} else {
  const { register } = await import('tsx/esm/api')
  register()
  const { main } = await import('./main.ts')
  await main()
}
