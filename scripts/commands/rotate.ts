import { random } from '../../src/adapters/random.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import { newErrors } from '../../src/stages/new-errors.ts'
import { rotateHubClient } from '../../src/stages/rotate/hub-client.ts'
import { rotateDeploy, rotateHubJws } from '../../src/stages/rotate/hub-keys.ts'
import { rotateHubServer, serversAuthority } from '../../src/stages/rotate/hub-server.ts'
import type { RotateInput } from '../../src/stages/rotate/rotate-input.ts'
import { positional, text } from '../arguments.ts'
import { caKeyIn } from '../ca-key.ts'
import { choice } from '../choice.ts'
import type { Command, Invocation, Outcome } from '../command.ts'
import { givenCertificates } from '../given-certificates.ts'
import { hubOf, openForWriting } from '../open-for-writing.ts'
import { signerOptions } from '../open-signers.ts'
import { givenFile, givenPassphrase } from '../read-given.ts'
import { PHASES, rotateAuthority } from '../rotate-authority.ts'
import type { Rotating } from '../rotating.ts'
import { dirOf, keysOf, refusedOutcome, writeChanges, writtenOutcome } from '../write-changes.ts'

/** `muhuri rotate`: what is the Hub's own gets a successor, both valid side by side. */
export const rotate: Command = {
  name: 'rotate',
  summary: "Give a CA, certificate or key of the Hub's a successor; new CAs are called clients-2, servers-2, root-2 and so on.",
  usage:
    'rotate ca|server|jws|hub-client|deploy --dir d [--for id] [--keys k] [--ca clients|servers|root] [--phase publish|switch|retire] [--cert f] [--jws f] [--accept-unacknowledged]',
  examples: [
    'muhuri rotate ca --ca clients --dir . --phase publish --keys ~/.muhuri/pilot',
    'muhuri rotate ca --ca clients --dir . --phase switch',
    'muhuri rotate hub-client --for greenbank --dir .',
  ],
  positionals: [1, 1],
  formats: ['text', 'json'],
  options: {
    dir: { type: 'string', help: 'the environment; default: here' },
    for: { type: 'string', help: 'hub-client: for calls to this DFSP; default: for every one that is admitted or active' },
    keys: { type: 'string', help: 'where keys are kept; default: ~/.muhuri/<environment name>' },
    ...signerOptions,
    'passphrase-file': { type: 'string', help: 'file with the passphrase of the CA keys that are files, or fd:<number>' },
    ca: { type: 'string', help: 'ca: which kind, clients (default), servers or root; a root takes both others along' },
    phase: { type: 'string', help: `ca: ${PHASES.join(', then ')}; default: publish, or what comes next of a change that has begun` },
    cert: { type: 'string', help: 'ca, server: the new certificate, made elsewhere' },
    jws: { type: 'string', help: 'jws: the new public key, made elsewhere' },
    'accept-unacknowledged': { type: 'boolean', help: 'ca: switch though not everyone has said that the new CA is installed' },
  },
  run,
}

const ROTATIONS: Readonly<Record<string, (rotating: Rotating) => Promise<Outcome>>> = {
  ca: rotateAuthority,
  server: async (rotating) => written(rotating, await server(rotating)),
  jws: async (rotating) => written(rotating, rotateHubJws(rotating.input, await givenFile(rotating.invocation, 'jws'))),
  'hub-client': async (rotating) => written(rotating, rotateHubClient(rotating.input, text(rotating.invocation, 'for') ?? null)),
  deploy: async (rotating) => written(rotating, rotateDeploy(rotating.input)),
}

async function run(invocation: Invocation): Promise<Outcome> {
  const what = positional(invocation, 0, Object.keys(ROTATIONS).join('|'))
  const rotation = Object.hasOwn(ROTATIONS, what) ? ROTATIONS[what] : undefined
  if (rotation === undefined) throw new MuhuriError('usage', `"${what}" cannot be rotated`, { hint: `one of ${Object.keys(ROTATIONS).join(', ')}` })
  const dir = dirOf(invocation)
  const { environment, settings } = await openForWriting(dir, invocation.io)
  const keys = keysOf(invocation, settings.name)
  const input: RotateInput = { environment, settings, hub: hubOf(environment), takenKeys: await keys.names(), at: invocation.at, random }
  if (what !== 'ca' && choice(invocation, 'phase', PHASES) !== null) throw new MuhuriError('usage', '--phase is for rotate ca')
  return rotation({ invocation, input, keys, dir })
}

async function server({ invocation, input, keys }: Rotating) {
  const given = await givenCertificates(invocation, 'cert')
  if (given !== null) return rotateHubServer(input, { caKey: null, given })
  const { name, facts } = serversAuthority(input)
  const place = { name, certificate: facts, tier: input.settings.tier, passphrase: await givenPassphrase(invocation), env: invocation.io.env }
  return rotateHubServer(input, { caKey: await caKeyIn(keys, place), given: null })
}

async function written({ invocation, input, keys, dir }: Rotating, changes: Parameters<typeof writeChanges>[0]): Promise<Outcome> {
  const errors = newErrors(input.environment, changes.files, invocation.at)
  if (errors.length > 0) return refusedOutcome(errors)
  await writeChanges(changes, { dir, keys })
  const paths = changes.files.map(({ path }) => path.slice(0, path.lastIndexOf('/')))
  return writtenOutcome({ changes, keys, next: [`git add ${[...new Set(paths)].join(' ')} && git commit -m 'Rotate ${invocation.positionals[0]}'`] })
}
