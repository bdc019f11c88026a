import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Environment } from '../src/model/environment.ts'
import { MuhuriError } from '../src/model/errors.ts'
import type { Plan } from '../src/model/plan.ts'
import { planFits } from '../src/stages/plan/digest.ts'
import { text } from './arguments.ts'
import type { Invocation } from './command.ts'

/** `refused` where `--plan` names a plan that was made for other files or settings than these. */
export async function requirePlan(invocation: Invocation, environment: Environment): Promise<void> {
  const file = text(invocation, 'plan')
  if (file === undefined) return
  const plan = await readPlan(resolve(invocation.io.cwd, file), file)
  if (planFits(plan, environment.tree, environment.settings?.value ?? null)) return
  throw new MuhuriError('refused', `the plan "${file}" was made for other files than these`, {
    hint: 'muhuri plan . --base <revision> --format json > plan.json, and have it approved again',
  })
}

async function readPlan(path: string, given: string): Promise<Plan> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'))
    if (isPlan(value)) return value
  } catch (cause) {
    throw new MuhuriError('usage', `"${given}" cannot be read as a plan`, { cause })
  }
  throw new MuhuriError('usage', `"${given}" is not a plan`)
}

function isPlan(value: unknown): value is Plan {
  return (
    typeof value === 'object' &&
    value !== null &&
    'digest' in value &&
    'headTree' in value &&
    'asOf' in value &&
    'changes' in value &&
    Array.isArray(value.changes)
  )
}
