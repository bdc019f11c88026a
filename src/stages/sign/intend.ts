import type { Environment } from '../../model/environment.ts'
import type { EnvironmentFile } from '../../model/generated/files.ts'
import { signingKey } from '../../pki/signing-key.ts'
import type { Signer } from '../../ports.ts'
import { beginRun } from './begin-run.ts'
import { draftPending } from './draft-pending.ts'
import { holdOf } from './hold.ts'
import { recordKeys } from './key-records.ts'
import { issuedPath, recordText } from './record.ts'
import type { Refusal, SignRequest } from './run.ts'

/**
 * Writes, with no key at hand, the record of every certificate that is owed as intended, and what is new in the index of keys: from
 * then on those TBS and no others become the certificates, whoever signs them and however often.
 */
export async function intend(request: SignRequest): Promise<readonly Refusal[]> {
  const run = beginRun(request)
  const hold = holdOf(run)
  const standing = run.environment.issued.records.filter(({ value }) => value?.state === 'intended').map(({ path }) => path)
  const { drafts, refused } = draftPending(run, { hold, unhealed: new Set(standing) })
  for (const { name, record } of drafts) await run.files.write(issuedPath(record.dfsp, name, 'json'), recordText(record))
  await recordKeys(run, run.environment, hold)
  return refused
}

/** What stands for the signer of each CA where none is at hand: everything but a signature. */
export function absentSigners({ hub }: Environment, { signers }: EnvironmentFile): ReadonlyMap<string, Signer> {
  const certificates = new Map(hub.ca.map(({ name, parsed }) => [name, parsed]))
  return new Map(
    Object.keys(signers).flatMap((ca) => {
      const parsed = certificates.get(ca)
      const key = parsed?.ok === true ? signingKey(parsed.facts.publicKey.spki) : ''
      return typeof key === 'string' ? [] : [[ca, { algorithm: key.algorithm, publicKey: key.facts.spki, sign: refuse }] as const]
    }),
  )
}

const refuse = (): never => {
  throw new TypeError('nothing is signed where there is no signer')
}
