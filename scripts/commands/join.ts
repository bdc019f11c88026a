import { workTree } from '../../src/adapters/git.ts'
import { random } from '../../src/adapters/random.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import type { ChangeSet } from '../../src/stages/change-set.ts'
import { confirmationText, fingerprintsOf, fingerprintTable } from '../../src/stages/first-contact.ts'
import { joining } from '../../src/stages/join.ts'
import { admittedDfsp } from '../../src/stages/life.ts'
import { load } from '../../src/stages/load.ts'
import { newErrors } from '../../src/stages/new-errors.ts'
import { overlay } from '../../src/stages/overlay.ts'
import { list, positional, text } from '../arguments.ts'
import type { Command, Invocation, Outcome } from '../command.ts'
import { dfspCaKey } from '../dfsp-ca-key.ts'
import { dfspKeys } from '../dfsp-keys.ts'
import { commitJoin, requireAdmittedOnBase } from '../join-branch.ts'
import { confirmHubRoot } from '../known-hub-root.ts'
import { hubOf, openForWriting } from '../open-for-writing.ts'
import { isCommitted, proposePull, pullRequestOption, pushedTo } from '../open-pull.ts'
import { givenFile, givenFiles } from '../read-given.ts'
import { dirOf, keysOf, refusedOutcome, writeChanges, writtenOutcome } from '../write-changes.ts'

export const join: Command = {
  name: 'join',
  summary: "Join an environment: endpoints, CA, server certificate, CSR, JWS key, and the Hub's CSR signed; what is not given is made.",
  usage:
    'join <id> --dir d --egress cidr… --callback url [--callback-address a]… [--csr f] [--ca f]… [--server-cert f] [--jws f] [--hub-root-sha256 h] [--keys k] [--commit|--push remote|--pull-request] [--yes]',
  examples: [
    'muhuri join greenbank --dir . --egress 198.51.100.16/29 --callback https://mojaloop.greenbank.example:8443/fspiop --callback-address 198.51.100.24 --push origin',
  ],
  positionals: [1, 1],
  formats: ['text', 'json'],
  options: {
    dir: { type: 'string', help: 'a clone of the environment; default: here' },
    egress: { type: 'string', multiple: true, help: 'addresses that the DFSP calls from, as a CIDR' },
    callback: { type: 'string', help: 'URL under which the DFSP is called' },
    'callback-address': { type: 'string', multiple: true, help: "an IP address of the callback's host" },
    csr: { type: 'string', help: 'the CSR for its client certificate' },
    ca: { type: 'string', multiple: true, help: 'certificates of its CA: root and intermediates' },
    'server-cert': { type: 'string', help: 'its TLS server certificate, followed by intermediates' },
    jws: { type: 'string', help: 'its public JWS key' },
    'hub-root-sha256': { type: 'string', help: "SHA-256 of the Hub's root, as the Hub told it" },
    keys: { type: 'string', help: 'where keys are kept; default: ~/.muhuri/<environment name>' },
    commit: { type: 'boolean', help: 'commit it on the branch join-<id>' },
    push: { type: 'string', help: 'commit it, and push the branch to this remote' },
    'pull-request': pullRequestOption,
    yes: { type: 'boolean', help: 'ask nothing' },
  },
  run,
}

async function run(invocation: Invocation): Promise<Outcome> {
  const id = positional(invocation, 0, 'id')
  const dir = dirOf(invocation)
  const { environment, settings } = await openForWriting(dir, invocation.io)
  const keys = keysOf(invocation, settings.name)
  const { dfsp, profile } = admittedDfsp(environment, id)
  if (profile.status === 'left') throw new MuhuriError('refused', `"${id}" has left; an id is never used again`)
  const tree = isCommitted(invocation) ? await requireAdmittedOnBase(await workTree(dir), id) : null
  await confirmHubRoot(environment, keys, text(invocation, 'hub-root-sha256'))
  const changes = joining({
    environment,
    settings,
    hub: hubOf(environment),
    dfsp,
    profile,
    egress: list(invocation, 'egress'),
    callback: text(invocation, 'callback') ?? null,
    callbackAddresses: list(invocation, 'callback-address'),
    given: {
      csr: await givenFile(invocation, 'csr'),
      cas: await givenFiles(invocation, 'ca'),
      server: await givenFile(invocation, 'server-cert'),
      jws: await givenFile(invocation, 'jws'),
    },
    caKey: await dfspCaKey(keys, id),
    ownKeys: await dfspKeys(keys, id),
    takenKeys: await keys.names(),
    at: invocation.at,
    random,
  })
  const errors = newErrors(environment, changes.files, invocation.at)
  if (errors.length > 0) return refusedOutcome(errors)
  await writeChanges(changes, { dir, keys })
  const remote = pushedTo(invocation)
  const committed = tree === null ? null : await commitJoin(tree, { id, remote })
  const pull =
    tree === null || committed === null || remote === null ? null : await proposePull(invocation, tree, { verb: 'Join', id, branch: committed.branch })
  const joined = load(overlay(environment.tree, changes.files)).dfsps.find((one) => one.id === id)
  return writtenOutcome({
    changes,
    keys,
    spoken: joined === undefined ? '' : confirmationText(joined, invocation.at),
    next: pull?.next ?? nextSteps(id, changes, committed),
    more: {
      branch: committed?.branch ?? null,
      commit: committed?.commit ?? null,
      pullRequest: pull?.url ?? null,
      fingerprints: joined === undefined ? {} : fingerprintTable(fingerprintsOf(joined)),
    },
  })
}

function nextSteps(id: string, changes: ChangeSet, committed: { readonly branch: string } | null): readonly string[] {
  if (committed !== null) return [`git push -u origin ${committed.branch}`]
  return changes.files.length === 0 ? [] : [`git switch -c join-${id} && git add dfsps/${id} && git commit -m 'Join ${id}' && git push -u origin join-${id}`]
}
