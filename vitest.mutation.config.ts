import { defineConfig } from 'vitest/config'

/** The quick tests of the trust core, in one thread that keeps its modules: mutants are switched, not loaded. */
export default defineConfig({
  test: {
    include: ['test/{pki,rules}/**/*.test.ts', 'test/mutants/csr-mutants.test.ts'],
    environment: 'node',
    pool: 'threads',
    isolate: false,
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 60_000,
  },
})
