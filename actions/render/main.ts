import { MuhuriError } from '../../src/model/errors.ts'
import { type Job, runAction } from '../frame.ts'
import { publishStep } from './publish.ts'
import { renderStep } from './render.ts'

const STEPS: Readonly<Record<string, (job: Job) => Promise<void>>> = { render: renderStep, publish: publishStep }

await runAction(async (job) => {
  const name = job.required('step')
  const step = Object.hasOwn(STEPS, name) ? STEPS[name] : undefined
  if (step === undefined) throw new MuhuriError('usage', `the input "step" is "${name}"; expected one of ${Object.keys(STEPS).join(', ')}`)
  await step(job)
})
