import type { Artefact, Document } from '../../model/environment.ts'
import type { IssuedRecord } from '../../model/generated/files.ts'
import type { CsrFacts } from '../../pki/facts.ts'
import { type Candidate, lint } from './lint.ts'
import { type Entry, issuedPath } from './record.ts'
import type { Refusal, SigningCa, SignRun } from './run.ts'
import { finish, isIntended, seal } from './seal.ts'
import { parseTbs } from './tbs.ts'

export interface Healing {
  readonly healed: readonly Entry[]
  readonly refused: readonly Refusal[]
}

interface Intent extends Candidate {
  readonly ca: SigningCa
}

/**
 * Completes every record that a killed run left as intended: with the certificate that lies beside it where that is the
 * intended one, else by signing the very TBS it names. What `sign` itself would not have written is refused, so that
 * whoever can write a record cannot have it signed.
 */
export async function heal(run: SignRun): Promise<Healing> {
  const intents: Intent[] = []
  const refused: Refusal[] = []
  for (const document of run.environment.issued.records) {
    if (document.value?.state !== 'intended' || run.only?.has(document.path) === false) continue
    const intent = readIntent(run, document, document.value)
    if (typeof intent === 'string') refused.push(refusal(document, 'cert/unledgered', intent))
    else intents.push(intent)
  }
  const healed: Entry[] = []
  const problems = lintByCa(run, intents)
  for (const intent of intents) {
    const problem = problems.get(intent.name)
    if (problem === undefined) healed.push(await complete(run, intent))
    else refused.push(refusal({ dfsp: intent.dfsp.id, path: issuedPath(intent.dfsp.id, intent.name, 'json') }, problem.code, problem.message))
  }
  return { healed, refused }
}

const refusal = ({ dfsp, path }: Pick<Document<unknown>, 'dfsp' | 'path'>, code: string, message: string): Refusal => ({ dfsp, path, code, message })

function lintByCa(run: SignRun, intents: readonly Intent[]): ReadonlyMap<string, { readonly code: string; readonly message: string }> {
  return new Map(
    [...run.cas.values()].flatMap((ca) => [
      ...lint(
        run,
        intents.filter((intent) => intent.ca === ca),
        ca,
      ),
    ]),
  )
}

async function complete(run: SignRun, intent: Intent): Promise<Entry> {
  const path = issuedPath(intent.record.dfsp, intent.name, 'pem')
  const beside = run.environment.issued.certificates.find((certificate) => certificate.path === path)
  if (beside?.parsed.ok === true && isIntended(beside.parsed.facts, intent))
    return finish(run, { name: intent.name, record: intent.record, facts: beside.parsed.facts })
  return seal(run, intent)
}

function readIntent(run: SignRun, document: Document<IssuedRecord>, record: IssuedRecord): Intent | string {
  const ca = run.cas.get(record.issuer)
  if (ca === undefined) return `The record is intended, but no signer of its issuer "${record.issuer}" is at hand.`
  const dfsp = run.environment.dfsps.find(({ id }) => id === record.dfsp)
  const csr = dfsp?.client.find(({ path }) => path === record.csr.path)
  if (dfsp === undefined || csr === undefined || !provesKey(csr, record.spki))
    return `The record is intended for a key that "${record.csr.path}" does not prove.`
  if (document.path !== issuedPath(dfsp.id, `${csr.name}.${record.serial}`, 'json'))
    return `The record lies at "${document.path}", which is not the place of serial ${record.serial} of "${dfsp.id}".`
  const tbs = parseTbs(record, ca)
  return typeof tbs === 'string' ? tbs : { name: document.name, record, tbs, dfsp, ca }
}

const provesKey = ({ parsed }: Artefact<CsrFacts>, spki: string): boolean => parsed.ok && parsed.facts.signatureValid && parsed.facts.publicKey.sha256 === spki
