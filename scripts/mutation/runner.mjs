// A test runner for Stryker that keeps tests and modules loaded: a mutant costs the tests that reach it, not a new thread and 1,000 imports.
import { readdirSync } from 'node:fs'
import { register } from 'node:module'
import { join, relative, resolve } from 'node:path'
import process from 'node:process'
import { pathToFileURL } from 'node:url'
import { declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin'
import { DryRunStatus, determineHitLimitReached, TestStatus, toMutantRunResult } from '@stryker-mutator/api/test-runner'
import { register as registerTypeScript } from 'tsx/esm/api'

const FOLDERS = ['test/pki', 'test/rules']
const FILES = ['test/mutants/csr-mutants.test.ts']
/** Seconds each, in a JVM: they read what others make, which their quick neighbours do too. */
const SLOW = /keytool/i

const quickFiles = () => [
  ...FOLDERS.flatMap((folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, name))).filter((path) => path.endsWith('.test.ts')),
  ...FILES,
]

function quickRunner(globalNamespace) {
  globalThis[globalNamespace] ??= {}
  const state = globalThis[globalNamespace]
  const loaded = new Map()
  let small

  /** The tests of one file, in the order in which they stand; loaded while no mutant is active. */
  async function load(path) {
    const known = loaded.get(path)
    if (known !== undefined) return known
    const { tests, before, after } = await small.collect(() => import(pathToFileURL(path).href))
    const entries = new Map(tests.filter(({ name }) => !SLOW.test(name)).map((test) => [`${path}#${test.name}`, test]))
    for (const hook of before) await hook()
    process.once('exit', () => after.map((hook) => hook()))
    loaded.set(path, entries)
    return entries
  }

  async function run(id, { name, body }) {
    const start = performance.now()
    const result = { id, name, fileName: resolve(id.split('#')[0]) }
    state.currentTestId = id
    try {
      await body()
      return { ...result, status: TestStatus.Success, timeSpentMs: performance.now() - start }
    } catch (error) {
      return { ...result, status: TestStatus.Failed, timeSpentMs: performance.now() - start, failureMessage: String(error?.message ?? error) }
    } finally {
      state.currentTestId = undefined
    }
  }

  async function runFiles(files) {
    const tests = []
    for (const path of files) for (const [id, test] of await load(path)) tests.push(await run(id, test))
    return tests
  }

  /** Until the first failure. */
  async function runTests(ids) {
    const tests = []
    for (const id of ids) {
      tests.push(await run(id, loaded.get(id.split('#')[0]).get(id)))
      if (tests.at(-1).status === TestStatus.Failed) break
    }
    return tests
  }

  return {
    capabilities: () => ({ reloadEnvironment: false }),
    async init() {
      register('./redirect.mjs', import.meta.url)
      registerTypeScript()
      small = await import('./small-vitest.mjs')
    },
    async dryRun({ testFiles }) {
      const files = testFiles?.map((path) => relative(process.cwd(), path)) ?? quickFiles()
      return { status: DryRunStatus.Complete, tests: await runFiles(files), mutantCoverage: state.mutantCoverage }
    },
    async mutantRun({ testFilter = [], activeMutant, hitLimit }) {
      for (const id of testFilter) await load(id.split('#')[0])
      Object.assign(state, { activeMutant: activeMutant.id, hitCount: 0, hitLimit })
      const tests = await runTests(testFilter)
      state.activeMutant = undefined
      return toMutantRunResult(determineHitLimitReached(state.hitCount, hitLimit) ?? { status: DryRunStatus.Complete, tests })
    },
  }
}

quickRunner.inject = ['globalNamespace']
const createRunner = (injector) => injector.provideValue('globalNamespace', '__stryker__').injectFunction(quickRunner)
createRunner.inject = ['$injector']

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, 'quick', createRunner)]
