import { keyHistory } from '../../src/model/key-history.ts'
import { type ProofFacts, proofMessage, proofPath, provableKeys } from '../../src/model/proof.ts'
import { type KeyPair, keyPair } from '../../src/pki/keys.ts'
import { signProof } from '../../src/pki/proof-signature.ts'
import { parsePublicKey } from '../../src/pki/spki.ts'
import { yamlText } from '../../src/stages/yaml-text.ts'
import { type TestKey, testKey } from './pki.ts'
import { type SmallEnvironment, signOnce, smallEnvironment } from './small-environment.ts'

/** The officer of a DFSP, who keeps this key at home. */
export const officerOf = (id: string): TestKey => testKey('p256', `officer of ${id}`)

/** A pair around a key of the tests. */
export const pairOf = ({ privateKey }: TestKey): KeyPair => keyPair(privateKey)

/** Name of a key everywhere: the SHA-256 of its SubjectPublicKeyInfo. */
export function spkiOf(key: Pick<TestKey, 'spki'>): string {
  const parsed = parsePublicKey(key.spki)
  if (!parsed.ok) throw new Error(parsed.message)
  return parsed.facts.sha256
}

/** An environment of assurance strict: the DFSPs joined, confirmed by two people of the Hub, with an officer each, issued to and active. */
export async function strictEnvironment(ids: readonly string[] = ['greenbank', 'bluebank']): Promise<SmallEnvironment> {
  const small = await smallEnvironment(ids)
  replaceIn(small, 'environment.yaml', /assurance: basic/, 'assurance: strict')
  for (const id of ids) {
    small.folder.contents.set(`dfsps/${id}/officers/anna.pem`, officerOf(id).publicPem)
    confirm(small, id)
  }
  await signOnce(small)
  for (const id of ids) replaceIn(small, `dfsps/${id}/dfsp.yaml`, /status: admitted/, 'status: active')
  return small
}

/** Writes `confirmations/<id>.yaml` with what a DFSP shows now; `changes` replace what is in it. */
export function confirm(small: SmallEnvironment, id: string, changes: Readonly<Record<string, unknown>> = {}): void {
  const dfsp = small.load().dfsps.find((one) => one.id === id)
  if (dfsp === undefined) throw new Error(`no ${id}`)
  const keys = provableKeys(dfsp).flatMap(({ purpose, name, key }) =>
    purpose === 'ca' || purpose === 'jws' ? [[`${purpose}/${name}`, key.sha256] as const] : [],
  )
  const officers = dfsp.officers.flatMap(({ name, parsed }) => (parsed.ok ? [[`officers/${name}`, parsed.facts.sha256] as const] : []))
  const file = {
    dfsp: id,
    fingerprints: Object.fromEntries([...keys, ...officers]),
    channel: 'a phone call',
    at: '2026-11-23T09:00:00Z',
    confirmedBy: 2001,
    witness: 2003,
  }
  small.folder.contents.set(`confirmations/${id}.yaml`, yamlText({ ...file, ...changes }))
}

/** Replaces text in a file, which must be there. */
export function replaceIn({ folder }: SmallEnvironment, path: string, from: RegExp, to: string): void {
  const text = Buffer.from(folder.contents.get(path) ?? '').toString()
  if (!from.test(text)) throw new Error(`${path} has no ${from}`)
  folder.contents.set(path, text.replace(from, to))
}

/** What a proof of that key says, in this environment. */
export function factsFor(small: SmallEnvironment, key: TestKey, changes: Partial<ProofFacts> = {}): ProofFacts {
  const { environment } = keyHistory(small.load(), 'greenbank')
  return { environment, dfsp: 'greenbank', purpose: 'jws', spki: spkiOf(key), previous: null, ...changes }
}

/** A proof file with these words, signed by these keys; `said` replaces words after they were signed. */
export function proofText(facts: ProofFacts, signers: readonly KeyPair[], said: Partial<ProofFacts> = {}): string {
  const signatures = signers.flatMap((signer) => signProof(signer, proofMessage(facts)) ?? [])
  return `${JSON.stringify({ version: 1, ...facts, ...said, signatures }, null, 2)}\n`
}

/** Puts such a proof under its own name. */
export function putProof(small: SmallEnvironment, name: string, facts: ProofFacts, signers: readonly KeyPair[]): void {
  small.folder.contents.set(proofPath(facts.dfsp, facts.purpose, name), proofText(facts, signers))
}
