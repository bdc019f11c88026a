import { type TestAPI, test } from 'vitest'
import { missingTools, namespacesWork, pkcs11IsBuilt } from '../../scripts/setup.mjs'

/** What some tests run for real: a program, the compiled pkcs11js, or network namespaces. */
export type Tool = 'git' | 'openssl' | 'haproxy' | 'nft' | 'ip' | 'unshare' | 'keytool' | 'certtool' | 'softhsm2-util' | 'g++' | 'pkcs11js' | 'namespaces'

const missing: ReadonlySet<string> = new Set(missingTools().map(({ program }) => program))

const PROBES: Readonly<Partial<Record<Tool, () => boolean>>> = { namespaces: namespacesWork, pkcs11js: pkcs11IsBuilt }

/** Whether a tool is there. */
export function has(tool: Tool): boolean {
  const probe = PROBES[tool]
  return probe === undefined ? !missing.has(tool) : probe()
}

/**
 * `test` where all of these are there. Where one is not: under CI every such test fails, elsewhere it is skipped, and
 * the run's end lists it by name.
 */
export function testWith(...tools: readonly Tool[]): TestAPI {
  const absent = tools.filter((tool) => !has(tool))
  if (absent.length === 0 || process.env['CI'] !== undefined) return test
  return test.skip as TestAPI
}
