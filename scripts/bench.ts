import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { BENCHES, SIZE } from './bench/benches.ts'
import { forgetEnvironment } from './bench/environment.ts'
import { HEAD, rowText } from './bench/row.ts'

/** How fast the parts are, each as a ratio to something else that was measured in the same run on the same machine. */

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    dfsps: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    anew: { type: 'boolean', default: false },
  },
})

function run(scratch: string): void {
  const unknown = values.only.find((name) => !Object.hasOwn(BENCHES, name))
  if (unknown !== undefined) throw new Error(`there is no bench "${unknown}"; expected one of ${Object.keys(BENCHES).join(', ')}`)
  const note = (line: string): void => void process.stderr.write(`bench: ${line}\n`)
  const options = { size: values.dfsps === undefined ? null : Number(values.dfsps), rounds: Number(values.rounds), scratch, note }
  if (values.anew) forgetEnvironment(options.size ?? SIZE.check)
  process.stdout.write(HEAD)
  for (const [name, bench] of Object.entries(BENCHES))
    if (values.only.length === 0 || values.only.includes(name)) for (const row of bench(options)) process.stdout.write(rowText(row))
}

const scratch = mkdtempSync(join(tmpdir(), 'muhuri-bench-'))
try {
  run(scratch)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
