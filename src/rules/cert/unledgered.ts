import type { IssuedRecord } from '../../model/generated/files.ts'
import { oncePerCheck } from '../memo.ts'
import type { CheckContext, Rule } from '../rule.ts'

export const certUnledgered: Rule<'certificate'> = {
  code: 'cert/unledgered',
  kind: 'certificate',
  severity: 'error',
  phase: 'rest',
  waivable: false,
  summary: 'Every issued certificate has its record beside it, and the record names exactly this certificate.',
  cites: ['DESIGN §3'],
  *check({ role, artefact: { parsed, path, dfsp } }, context) {
    if (role !== 'client' || !parsed.ok) return
    const [{ serial, sha256 }] = parsed.facts
    const record = records(context).get(path.replace(/\.pem$/, '.json'))
    const hint = 'remove it; only muhuri sign writes here'
    if (record === undefined) yield { message: 'The certificate has no record beside it; expected the .json that sign writes.', hint }
    else if (record.serial !== serial || record.dfsp !== dfsp)
      yield { message: `The record beside it is about serial "${record.serial}" of "${record.dfsp}"; the certificate has "${serial}".`, hint }
    else if (record.certificate !== null && record.certificate !== sha256)
      yield { message: `The record beside it names the certificate "${record.certificate}"; this is "${sha256}".`, hint }
  },
}

const records: (context: CheckContext) => ReadonlyMap<string, IssuedRecord> = oncePerCheck(
  ({ environment }) => new Map(environment.issued.records.flatMap(({ path, value }) => (value === null ? [] : [[path, value]]))),
)
