import { keyHistory } from '../../src/model/key-history.ts'
import { type KeyPurpose, proofPath } from '../../src/model/proof.ts'
import { sampleEnvironment } from './environment.ts'
import type { TestKey } from './pki.ts'
import type { SampleDfsp } from './sample-authorities.ts'
import { pairOf, proofText, spkiOf } from './strict-environment.ts'

export interface SampleProof {
  readonly purpose: KeyPurpose
  /** Of the file that holds the key. */
  readonly name: string
  readonly key: TestKey
  /** The key of that purpose before it, which signs too. */
  readonly previous: TestKey
}

/** The file that proves a new key of a DFSP of the sample, by path. */
export function sampleProof(dfsp: SampleDfsp, { purpose, name, key, previous }: SampleProof): Readonly<Record<string, string>> {
  const { environment } = keyHistory(sampleEnvironment(), dfsp)
  const facts = { environment, dfsp, purpose, spki: spkiOf(key), previous: spkiOf(previous) }
  return { [proofPath(dfsp, purpose, name)]: proofText(facts, [pairOf(key), pairOf(previous)]) }
}
