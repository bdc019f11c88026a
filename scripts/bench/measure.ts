import { readFileSync, writeFileSync } from 'node:fs'
import { folderSource } from '../../src/adapters/folder.ts'
import { check } from '../../src/stages/check.ts'
import { desire } from '../../src/stages/desire.ts'
import { load } from '../../src/stages/load.ts'
import { render } from '../../src/stages/render.ts'
import { bareLoop } from './bare-loop.ts'
import { type Verification, verificationsOf } from './counted-crypto.ts'

/** One measurement in a process of its own, so that no cache and no compiled code is handed from one to the next. */

const [kind = '', folder = '', instant = '', replay = ''] = process.argv.slice(2)
const at = new Date(instant)

interface Cost {
  readonly cpuMs: number
  readonly wallMs: number
}

async function cost(work: () => unknown): Promise<Cost> {
  const cpu = process.cpuUsage()
  const started = performance.now()
  await work()
  const wallMs = performance.now() - started
  const { user, system } = process.cpuUsage(cpu)
  return { cpuMs: (user + system) / 1000, wallMs }
}

async function fullCheck() {
  const environment = load(await folderSource(folder).read())
  return { environment, report: check(environment, { at }) }
}

async function rendering(): Promise<unknown> {
  const { environment, report } = await fullCheck()
  const desired = desire(environment, report.findings, at)
  const runs = { render: [] as Cost[], stringify: [] as Cost[] }
  for (let run = 0; run < 5; run++) {
    runs.stringify.push(await cost(() => JSON.stringify(desired)))
    runs.render.push(await cost(() => render(desired, { for: 'hub' })))
  }
  return { ...runs, bytes: JSON.stringify(desired).length }
}

const KINDS: Readonly<Record<string, () => Promise<unknown>>> = {
  check: () => cost(fullCheck),
  bare: () => {
    const verifications = JSON.parse(readFileSync(replay, 'utf8')) as readonly Verification[]
    return cost(() => bareLoop(folder, verifications))
  },
  count: async () => {
    let errors = 0
    const verifications = await verificationsOf(async () => {
      const { report } = await fullCheck()
      errors = report.findings.filter(({ severity }) => severity === 'error').length
    })
    writeFileSync(replay, JSON.stringify(verifications))
    return { errors, ...bareLoop(folder, verifications) }
  },
  render: rendering,
}

const result = await KINDS[kind]?.()
process.stdout.write(JSON.stringify({ result, peakMb: process.resourceUsage().maxRSS / 1024 }))
