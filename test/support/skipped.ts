import type { Reporter, TestModule } from 'vitest/node'

/** Says at the end which tests were not run: nothing is skipped silently. */
export const skippedReporter: Reporter = {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const module of modules) {
      for (const test of module.children.allTests('skipped')) process.stderr.write(`not run: ${module.relativeModuleId}: ${test.fullName}\n`)
    }
  },
}
