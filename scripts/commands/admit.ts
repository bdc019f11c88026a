import { MuhuriError } from '../../src/model/errors.ts'
import { DFSP_ID } from '../../src/model/layout.ts'
import { admission } from '../../src/stages/admit.ts'
import { fingerprintTable, hubFingerprints, hubRootText } from '../../src/stages/first-contact.ts'
import { newErrors } from '../../src/stages/new-errors.ts'
import { list, positional, required, text } from '../arguments.ts'
import type { Command, Invocation, Outcome } from '../command.ts'
import { hubOf, openForWriting } from '../open-for-writing.ts'
import { numbers } from '../read-given.ts'
import { dirOf, keysOf, refusedOutcome, writeChanges, writtenOutcome } from '../write-changes.ts'

export const admit: Command = {
  name: 'admit',
  summary: "Admit a DFSP: its profile, and the Hub's CSR for its CA to sign.",
  usage: 'admit <id> --dir d --name n --country CC --owner id [--role r]… [--currency c]… [--fsp-id x] [--keys k]',
  examples: ["muhuri admit greenbank --dir . --name 'Green Bank Ltd' --country TZ --owner 1001 --role payer --role payee --currency TZS"],
  positionals: [1, 1],
  formats: ['text', 'json'],
  options: {
    dir: { type: 'string', help: 'the environment; default: here' },
    name: { type: 'string', help: 'its name, at most 64 characters' },
    country: { type: 'string', help: 'ISO 3166-1 alpha-2 code' },
    owner: { type: 'string', multiple: true, help: 'numeric id of one of its people on the Git host' },
    role: { type: 'string', multiple: true, help: 'a role of environment.yaml' },
    currency: { type: 'string', multiple: true, help: 'ISO 4217 code' },
    'fsp-id': { type: 'string', help: 'its name on the wire; default: the id' },
    keys: { type: 'string', help: 'where keys are kept; default: ~/.muhuri/<environment name>' },
  },
  run,
}

async function run(invocation: Invocation): Promise<Outcome> {
  const id = positional(invocation, 0, 'id')
  if (!DFSP_ID.test(id) || id === 'hub' || id === 'all')
    throw new MuhuriError('usage', `"${id}" is not an id; expected 3 to 30 lower-case letters, digits and hyphens`)
  const owners = numbers(invocation, 'owner')
  if (owners.length === 0) throw new MuhuriError('usage', 'option --owner is missing')
  const dir = dirOf(invocation)
  const { environment, settings } = await openForWriting(dir, invocation.io)
  const keys = keysOf(invocation, settings.name)
  const changes = admission({
    environment,
    settings,
    hub: hubOf(environment),
    id,
    name: required(invocation, 'name'),
    country: required(invocation, 'country'),
    owners,
    roles: list(invocation, 'role'),
    currencies: list(invocation, 'currency'),
    fspId: text(invocation, 'fsp-id') ?? null,
    takenKeys: await keys.names(),
    at: invocation.at,
  })
  const errors = newErrors(environment, changes.files, invocation.at)
  if (errors.length > 0) return refusedOutcome(errors)
  await writeChanges(changes, { dir, keys })
  return writtenOutcome({
    changes,
    keys,
    spoken: hubRootText(environment, id),
    more: { hubFingerprints: fingerprintTable(hubFingerprints(environment)) },
    next: [`git add dfsps/${id} && git commit -m 'Admit ${id}'`, `muhuri join ${id} --dir . --egress <cidr> --callback <url> (the DFSP)`],
  })
}
