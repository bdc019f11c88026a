import { defineConfig } from 'vitest/config'
import { skippedReporter } from './test/support/skipped.ts'

/** The quick tests of the trust core, for coverage and mutants: one thread that keeps its modules, nothing that fuzzes or starts a gateway. */
export default defineConfig({
  test: {
    include: ['test/{pki,rules}/**/*.test.ts', 'test/mutants/csr-mutants.test.ts'],
    environment: 'node',
    reporters: ['default', skippedReporter],
    pool: 'threads',
    isolate: false,
    maxWorkers: 1,
    testTimeout: 60_000,
    coverage: { include: ['src/{pki,rules}/**/*.ts'], reporter: ['text'], reportOnFailure: true },
  },
})
