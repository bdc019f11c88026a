import { readFileSync, writeFileSync } from 'node:fs'
import { folderSource } from '../../src/adapters/folder.ts'
import { check } from '../../src/stages/check.ts'
import { desire } from '../../src/stages/desire.ts'
import { load } from '../../src/stages/load.ts'
import { render } from '../../src/stages/render.ts'
import { bareLoop } from './bare-loop.ts'
import { type Cost, cost } from './cost.ts'
import { type Verification, verificationsOf } from './counted-crypto.ts'
import { crlRows } from './crl.ts'
import { fullChecksCost, keyQualityCost } from './full-checks.ts'
import { issueRows } from './issue.ts'
import { pathRows } from './paths.ts'
import { reissueCosts } from './reissue.ts'
import { writeWorld } from './world.ts'

/** One measurement in a process of its own, so that no cache and no compiled code is handed from one to the next. */

const [kind = '', ...args] = process.argv.slice(2)
const [folder = '', instant = '', replay = ''] = args
const [first = '', second = '', third = ''] = args
const at = new Date(instant)

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
  issue: () => issueRows(first === 'rsa2048' ? 'rsa2048' : 'p256', { size: Number(second), rounds: Number(third) }),
  world: () => writeWorld(first, Number(second)),
  reissue: () => reissueCosts(first),
  paths: () => pathRows(first, { size: Number(second), rounds: Number(third) }),
  crl: () => crlRows({ size: Number(first), rounds: Number(second) }),
  checks: () => fullChecksCost(first),
  quality: () => keyQualityCost(Number(first)),
}

const result = await KINDS[kind]?.()
process.stdout.write(JSON.stringify({ result, peakMb: process.resourceUsage().maxRSS / 1024 }))
