import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { folderSource } from '../../src/adapters/folder.ts'
import { check } from '../../src/stages/check.ts'
import { load } from '../../src/stages/load.ts'

const FOLDER = fileURLToPath(new URL('../../environments/sandbox', import.meta.url))

const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))

test.each(['2026-11-23T00:00:00Z', '2027-06-01T00:00:00Z', '2030-01-01T00:00:00Z', '2036-09-01T00:00:00Z'])('the sandbox is clean at %s', async (at) => {
  const environment = load(await folderSource(FOLDER).read())

  expect(check(environment, { at: new Date(at) }).findings).toEqual([])
})

test('the sandbox has issued certificates, an IPv6 address, a host for a resource, and two of what is rotated', async () => {
  const { dfsps, issued } = load(await folderSource(FOLDER).read())
  const [bluebank, greenbank, redwallet] = dfsps

  expect(dfsps.map(({ id }) => id)).toEqual(['bluebank', 'greenbank', 'redwallet'])
  expect(issued.certificates.map(({ dfsp }) => dfsp)).toEqual(['bluebank', 'greenbank', 'greenbank', 'redwallet'])
  expect(bluebank?.endpoints?.value?.egress.some(({ cidr }) => cidr.includes(':'))).toBe(true)
  expect(greenbank?.jws).toHaveLength(2)
  expect(Object.keys(redwallet?.endpoints?.value?.callbacks.resources ?? {})).toEqual(['quotes', 'transfers'])
})

test('no private key is in the sandbox', () => {
  expect(files.length).toBeGreaterThan(50)
  expect(files.filter((path) => /PRIVATE KEY/.test(readFileSync(path, 'utf8')))).toEqual([])
})
