import { describe, expect, test } from 'vitest'
import { sampleEnvironment, sampleFiles } from '../../support/environment.ts'

describe('defaults', () => {
  const POLICY = /policy:\n(?: {2}.*\n)+/
  const settings = (text: string) => sampleEnvironment({ files: { 'environment.yaml': text } }).settings?.value
  const ENVIRONMENT = sampleFiles().get('environment.yaml') ?? ''

  test('a policy that is left out is the one that init writes, without special addresses', () => {
    const whole = settings(ENVIRONMENT)
    const bare = settings(ENVIRONMENT.replace(POLICY, ''))
    expect(bare?.policy).toEqual({ ...whole?.policy, addresses: { ...whole?.policy.addresses, allow: [] } })
  })

  test('production is strict and accepts no special address, whatever the file says', () => {
    const production = settings(ENVIRONMENT.replace('tier: pre-production', 'tier: production'))
    expect([production?.policy.assurance, production?.policy.addresses.allow]).toEqual(['strict', []])
  })
})
