// How `npm run mutation` breaks src/pki and src/rules on purpose: only their own quick tests run, each mutant under the tests that reach it.
// A slice: `npm run mutation -- --mutate 'src/pki/path*.ts'`.
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = join(tmpdir(), 'muhuri-mutation')

export default {
  mutate: ['src/pki/**/*.ts', 'src/rules/**/*.ts'],
  testRunner: 'quick',
  plugins: ['./scripts/mutation/runner.mjs', './scripts/mutation/kept.mjs'],
  coverageAnalysis: 'perTest',
  /** A table's rows run at load: such a mutant would need a fresh process each. */
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 15_000,
  tempDirName: join(folder, 'tree'),
  incremental: true,
  incrementalFile: join(folder, 'incremental.json'),
  reporters: ['progress-append-only', 'clear-text', 'json', 'kept'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  jsonReporter: { fileName: join(folder, 'mutation.json') },
  allowEmpty: true,
  disableTypeChecks: false,
  /** The words of messages; goldens and cases hold those that a person acts upon. */
  mutator: { excludedMutations: ['StringLiteral'] },
  checkers: [],
}
