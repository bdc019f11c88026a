import { mkdir, readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { initialise } from '../../src/adapters/git.ts'
import { random } from '../../src/adapters/random.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import type { ChangeSet } from '../../src/stages/change-set.ts'
import { type InitInput, initialFiles } from '../../src/stages/init.ts'
import { load } from '../../src/stages/load.ts'
import { newErrors } from '../../src/stages/new-errors.ts'
import { positional, text } from '../arguments.ts'
import type { Command, Invocation, Outcome } from '../command.ts'
import { initInput } from '../init-input.ts'
import { initOptions } from '../init-options.ts'
import { keptOnSuccess, type NewSigner, newSigner } from '../new-signer.ts'
import { keysOf, refusedOutcome, writeChanges, writtenOutcome } from '../write-changes.ts'

export const init: Command = {
  name: 'init',
  summary: "Set up an environment: settings, the Hub's CAs, server certificate and keys, first CRLs, a Git repository.",
  usage:
    'init <dir> --name n --tier t [--hub-id switch] [--trust-domain d] [--host h] [--ingress-address a]… [--egress-address c]… [--ca pem]… [--signer file|pkcs11|vault …] [--server-cert pem] [--jws pem] [--keys k] [--actions owner/repo@sha]',
  examples: [
    'muhuri init pilot --name pilot --tier sandbox',
    'muhuri init pilot --name pilot --tier pre-production --signer file --trust-domain pilot.example --host interop.pilot.example --ingress-address 192.0.2.10 --egress-address 192.0.2.20/32',
    'muhuri init pilot --name pilot --tier sandbox --signer pkcs11 --signer-module /usr/lib/softhsm/libsofthsm2.so --signer-token pilot --pin-file /run/secrets/pin',
  ],
  positionals: [1, 1],
  formats: ['text', 'json'],
  options: initOptions,
  run,
}

async function run(invocation: Invocation): Promise<Outcome> {
  const dir = resolve(invocation.io.cwd, positional(invocation, 0, 'dir'))
  await requireEmpty(dir)
  const input = await initInput(invocation, random)
  if (input.settings.tier !== 'sandbox' && text(invocation, 'country') === undefined)
    invocation.io.note(`no --country: hub/hub.yaml and the certificates say "${input.operator.country}"`)
  const signer = await clientsSigner(invocation, input)
  return keptOnSuccess(signer, () =>
    make(invocation, { dir, input: signer === null ? input : { ...input, clientsSigner: signer.signer }, notes: signer?.notes ?? [] }),
  )
}

/** Of the `clients` CA; null where that was made elsewhere, or where its key becomes a file. */
async function clientsSigner(invocation: Invocation, { settings, given }: InitInput): Promise<NewSigner | null> {
  const signer = settings.signers['clients']
  return signer === undefined || given.cas.length > 0 ? null : newSigner(invocation, { ca: 'clients', settings: signer, environment: settings })
}

interface Making {
  readonly dir: string
  readonly input: InitInput
  readonly notes: readonly string[]
}

async function make(invocation: Invocation, { dir, input, notes }: Making): Promise<Outcome> {
  const keys = keysOf(invocation, input.settings.name)
  const initial = await initialFiles(input)
  const changes = { ...initial, notes: [...notes, ...initial.notes] }
  const errors = newErrors(load({ commit: null, treeId: null, entries: [] }), changes.files, invocation.at)
  if (errors.length > 0) return refusedOutcome(errors)
  const [main, issued] = byLayer(changes)
  await mkdir(dir, { recursive: true })
  await writeChanges(main, { dir, keys })
  await initialise(
    dir,
    main.files.map(({ path }) => path),
    () => writeChanges(issued, { dir, keys }),
  )
  return writtenOutcome({
    changes,
    keys,
    next: [
      'git remote add origin <url> && git push origin main issued',
      `muhuri admit <id> --dir ${positional(invocation, 0, 'dir')} --name … --country … --owner …`,
    ],
  })
}

async function requireEmpty(dir: string): Promise<void> {
  const names = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new MuhuriError('usage', `"${dir}" cannot be a folder for an environment: ${error.message}`, { cause: error })
  })
  const [first] = names.filter((name) => name !== '.git')
  if (first !== undefined)
    throw new MuhuriError('usage', `"${dir}" already holds "${first}"; an environment begins in an empty folder`, { hint: 'name another folder' })
}

/** What people keep, with the keys, and what the machine writes. */
function byLayer({ files, keys, notes }: ChangeSet): readonly [main: ChangeSet, issued: ChangeSet] {
  const isMachine = ({ path }: { readonly path: string }): boolean => path.startsWith('issued/')
  return [
    { files: files.filter((file) => !isMachine(file)), keys, notes },
    { files: files.filter(isMachine), keys: [], notes: [] },
  ]
}
