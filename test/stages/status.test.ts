import { describe, expect, it } from 'vitest'
import type { StepStatus } from '../../src/model/status.ts'
import { check } from '../../src/stages/check.ts'
import { status } from '../../src/stages/status.ts'
import { edited, type FileContents, SAMPLE_AT, sampleEnvironment, sampleFiles } from '../support/environment.ts'
import { SAMPLE_SERIALS } from '../support/sample-dfsp.ts'

const statusOf = (files: FileContents = {}, at: Date = SAMPLE_AT): ReturnType<typeof status>['dfsps'][number] => {
  const environment = sampleEnvironment({ files })
  const found = status(environment, check(environment, { at }).findings, at).dfsps.find(({ id }) => id === 'greenbank')
  if (found === undefined) throw new Error('greenbank is gone')
  return found
}
const step = (files: FileContents, name: string, doer: string): StepStatus | undefined =>
  statusOf(files).steps.find((each) => each.step === name && each.doer === doer)
const installed = (steps: string, at = '2026-11-20T10:00:00Z'): string => `bundle: ${'a'.repeat(64)}\nsequence: 12\nat: ${at}\nsteps: [${steps}]\n`

describe('the steps', () => {
  it('of an exchanged DFSP are proven by files, the rest waits for somebody to confirm it', () => {
    const states = statusOf().steps.map(({ step: name, doer, state }) => `${name} ${doer} ${state}`)
    expect(states.filter((line) => line.endsWith('done'))).toEqual(
      ['T1', 'T2', 'C1', 'C2', 'C3', 'J1', 'J2'].flatMap((name) => [`${name} dfsp done`, `${name} hub done`]),
    )
    expect(states.filter((line) => line.endsWith('waiting'))).toHaveLength(18)
    expect(states).toHaveLength(32)
  })

  it('are confirmed by installed.yaml of the side that does them', () => {
    const files = { 'dfsps/greenbank/installed.yaml': installed('T3, C4'), 'hub/installed/greenbank.yaml': installed('T3, E5') }
    expect(step(files, 'T3', 'dfsp')).toEqual({
      step: 'T3',
      doer: 'dfsp',
      state: 'confirmed',
      path: 'dfsps/greenbank/installed.yaml',
      detail: 'bundle 12, installed on 2026-11-20T10:00:00Z',
    })
    expect(step(files, 'E5', 'hub')?.state).toBe('confirmed')
    expect(step(files, 'C4', 'hub')?.state).toBe('waiting')
  })

  it('are stale where a newer certificate came after they were installed', () => {
    expect(step({ 'dfsps/greenbank/installed.yaml': installed('C4', '2026-11-01T00:00:00Z') }, 'C4', 'dfsp')).toMatchObject({
      state: 'stale',
      path: 'dfsps/greenbank/installed.yaml',
    })
  })

  it('are invalid where what should prove them is refused', () => {
    expect(step({ 'dfsps/greenbank/server/2026-11.pem': sampleFiles().get('dfsps/bluebank/server/2026-11.pem') ?? '' }, 'T2', 'dfsp')).toMatchObject({
      state: 'invalid',
      path: 'dfsps/greenbank/server/2026-11.pem',
    })
    expect(step({ 'dfsps/greenbank/installed.yaml': 'x: [' }, 'T3', 'dfsp')).toMatchObject({ state: 'invalid', path: 'dfsps/greenbank/installed.yaml' })
  })

  it('wait again once the certificate is revoked or over', () => {
    const revoked = { [`revoked/${SAMPLE_SERIALS.greenbank}.yaml`]: 'reason: superseded\nat: 2026-11-20T10:00:00Z\nby: greenbank\n' }
    expect(step(revoked, 'C2', 'hub')?.state).toBe('waiting')
    expect(statusOf({}, new Date('2030-01-01T00:00:00Z')).steps.find(({ step: name, doer }) => name === 'T2' && doer === 'dfsp')?.state).not.toBe('done')
  })
})

describe('what comes next', () => {
  const admitted = edited('dfsps/greenbank/dfsp.yaml', 'status: active', 'status: admitted')
  const own = Object.fromEntries(
    [...sampleFiles().keys()]
      .filter((path) => /^(dfsps|issued\/certificates)\/greenbank\//.test(path) && !/dfsp\.yaml$|hub-client\/.*csr$/.test(path))
      .map((path) => [path, null]),
  )

  it('is for the DFSP to join once it is admitted', () => {
    expect(statusOf({ ...own, ...admitted }).next[0]).toEqual({ who: 'dfsp', step: 'T1', command: 'muhuri join greenbank --dir .' })
  })

  it('is for the Hub to sign once there is a CSR', () => {
    const issued = Object.fromEntries([...sampleFiles().keys()].filter((path) => path.startsWith('issued/certificates/greenbank/')).map((path) => [path, null]))
    expect(statusOf({ ...issued, ...admitted }).next).toContainEqual({ who: 'hub', step: 'C2', command: 'muhuri sign .' })
  })

  it('is for the Hub to activate once all is exchanged', () => {
    expect(statusOf(admitted).next[0]).toEqual({ who: 'hub', step: 'E5', command: 'muhuri activate greenbank --dir .' })
  })

  it('is to install for both sides of an active DFSP, each command once', () => {
    expect(statusOf().next).toEqual([
      { who: 'dfsp', step: 'T3', command: 'muhuri render . --for greenbank --out <folder>' },
      { who: 'hub', step: 'T3', command: 'muhuri render . --for hub --out <folder>' },
    ])
  })

  it.each(['suspended', 'left'])('is nothing for a DFSP that is %s', (name) => {
    expect(statusOf(edited('dfsps/greenbank/dfsp.yaml', 'status: active', `status: ${name}`)).next).toEqual([])
  })
})

it('counts the days to every end, the soonest first', () => {
  expect(statusOf().expires.map(({ what, at, days }) => `${what} ${at} ${days}`)).toEqual([
    'client certificate 2027-12-04T00:00:00Z 375',
    'client certificate of the Hub 2028-11-01T00:00:00Z 708',
    'server certificate 2028-11-01T00:00:00Z 708',
    'CA 2036-01-01T00:00:00Z 3325',
  ])
})
