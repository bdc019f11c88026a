// A reporter for Stryker that keeps the last result of every file, and prints what all kept ones come to: a slice at a time fills in the whole.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { commonTokens, declareFactoryPlugin, PluginKind } from '@stryker-mutator/api/plugin'

const TOTALS = ['src/pki', 'src/rules']
const DETECTED = ['Killed', 'Timeout']
const UNDETECTED = ['Survived', 'NoCoverage']

const fileOf = (folder, path) => join(folder, `${path.replaceAll('/', '__')}.json`)

function keep(folder, report) {
  mkdirSync(folder, { recursive: true })
  for (const [path, { source, mutants }] of Object.entries(report.files)) {
    writeFileSync(fileOf(folder, path), JSON.stringify({ path, source, statuses: mutants.map(({ status }) => status) }))
  }
}

const textOf = (path) => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** Files that are gone are not counted; those that changed after their run are, and named. */
function present(folder) {
  const kept = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')))
  return kept.map((file) => ({ ...file, now: textOf(file.path) })).filter(({ now }) => now !== null)
}

/** Killed among valid mutants, as Stryker counts them: errors and ignored ones are no part of it. */
function lineOf(root, files) {
  const under = files.filter(({ path }) => path.startsWith(`${root}/`))
  const count = (wanted) => under.flatMap(({ statuses }) => statuses).filter((status) => wanted.includes(status)).length
  const [detected, undetected] = [count(DETECTED), count(UNDETECTED)]
  if (detected + undetected === 0) return `${root}: nothing measured yet`
  const score = ((100 * detected) / (detected + undetected)).toFixed(2)
  const changed = under.filter(({ source, now }) => source !== now).map(({ path }) => path)
  const since = changed.length === 0 ? '' : `; changed since they were measured: ${changed.join(', ')}`
  return `${root}: ${score} % (${detected} of ${detected + undetected} mutants killed or timed out, ${under.length} files)${since}`
}

function keptReporter(options) {
  const folder = join(dirname(options.jsonReporter.fileName), 'kept')
  return {
    onMutationTestReportReady(report) {
      keep(folder, report)
      const files = present(folder)
      process.stdout.write(`\nAll kept results, the last of each file:\n${TOTALS.map((root) => lineOf(root, files)).join('\n')}\n`)
    },
  }
}

keptReporter.inject = [commonTokens.options]

export const strykerPlugins = [declareFactoryPlugin(PluginKind.Reporter, 'kept', keptReporter)]
