import { defineConfig } from 'vitest/config'
import { skippedReporter } from './test/support/skipped.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    setupFiles: ['test/support/own-home.ts'],
    reporters: ['default', skippedReporter],
    pool: 'forks',
    maxWorkers: 2,
    /** Real gateways, firewalls, JVMs and RSA keys: slow machines need room, and no test asserts a duration. */
    testTimeout: 60_000,
    hookTimeout: 120_000,
    passWithNoTests: false,
    allowOnly: false,
    coverage: { include: ['src/**/*.ts'], exclude: ['src/model/generated/**'], reporter: ['text-summary'] },
  },
})
