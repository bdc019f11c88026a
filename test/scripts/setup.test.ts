import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { modulesAreStale, TOOLS } from '../../scripts/setup.mjs'

interface Entry {
  readonly version: string
  readonly integrity: string
  readonly optional?: boolean
}
type Packages = Readonly<Record<string, Entry>>

const ajv: Entry = { version: '8.20.0', integrity: 'sha512-a' }

function clone(wanted: Packages, present: Packages | null): string {
  const folder = mkdtempSync(join(tmpdir(), 'muhuri-setup-'))
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ packages: { '': { name: 'muhuri' }, ...wanted } }))
  mkdirSync(join(folder, 'node_modules'))
  if (present !== null) writeFileSync(join(folder, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: present }))
  return folder
}

test('packages that are installed as the lock file asks are left alone', () => {
  expect(modulesAreStale(clone({ 'node_modules/ajv': ajv }, { 'node_modules/ajv': ajv }))).toBe(false)
})

test('a fresh clone needs its packages', () => {
  expect(modulesAreStale(clone({ 'node_modules/ajv': ajv }, null))).toBe(true)
})

test('another version of a package is stale', () => {
  expect(modulesAreStale(clone({ 'node_modules/ajv': ajv }, { 'node_modules/ajv': { ...ajv, version: '8.19.0' } }))).toBe(true)
})

test('a package for another platform may be absent', () => {
  const binary: Entry = { version: '2.6.8', integrity: 'sha512-b', optional: true }

  expect(modulesAreStale(clone({ 'node_modules/ajv': ajv, 'node_modules/biome-other': binary }, { 'node_modules/ajv': ajv }))).toBe(false)
})

test('every program says which package brings it and what needs it', () => {
  expect(TOOLS.filter(({ apt, needs }) => apt === '' || needs === '')).toEqual([])
  expect(new Set(TOOLS.map(({ program }) => program)).size).toBe(TOOLS.length)
})
