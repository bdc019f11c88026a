import { type WorkTree, workTree } from '../../src/adapters/git.ts'
import { random } from '../../src/adapters/random.ts'
import { MuhuriError } from '../../src/model/errors.ts'
import type { ChangeSet } from '../../src/stages/change-set.ts'
import { admittedDfsp } from '../../src/stages/life.ts'
import { newErrors } from '../../src/stages/new-errors.ts'
import { RENEWABLES, type Renewable } from '../../src/stages/renew/due.ts'
import { renewing } from '../../src/stages/renew.ts'
import { positional, text } from '../arguments.ts'
import { choice } from '../choice.ts'
import type { Command, Invocation, Outcome } from '../command.ts'
import { dfspCaKey } from '../dfsp-ca-key.ts'
import { dfspKeys } from '../dfsp-keys.ts'
import { commitOnBranch, requireAdmittedOnBase } from '../join-branch.ts'
import { hubOf, openForWriting } from '../open-for-writing.ts'
import { isCommitted, proposePull, pullRequestOption, pushedTo } from '../open-pull.ts'
import { givenFile } from '../read-given.ts'
import { dirOf, keysOf, refusedOutcome, writeChanges, writtenOutcome } from '../write-changes.ts'

/** `muhuri renew`: what a DFSP has gets a successor, both valid side by side. */
export const renew: Command = {
  name: 'renew',
  summary: 'Renew what a DFSP has, each with a new key beside the old; without --what, everything that is due.',
  usage: 'renew <id> --dir d [--what client|server|jws] [--csr f] [--server-cert f] [--jws f] [--keys k] [--commit|--push remote|--pull-request]',
  examples: [
    'muhuri renew greenbank --dir .',
    'muhuri renew greenbank --dir . --what client --push origin',
    'muhuri renew greenbank --dir . --what client --csr next.csr',
  ],
  positionals: [1, 1],
  formats: ['text', 'json'],
  options: {
    dir: { type: 'string', help: 'a clone of the environment; default: here' },
    what: { type: 'string', help: `only this: ${RENEWABLES.join(', ')}` },
    csr: { type: 'string', help: 'client: the CSR, by a key that was made elsewhere' },
    'server-cert': { type: 'string', help: 'server: the certificate, followed by intermediates' },
    jws: { type: 'string', help: 'jws: the public key' },
    keys: { type: 'string', help: 'where keys are kept; default: ~/.muhuri/<environment name>' },
    commit: { type: 'boolean', help: 'commit it on a branch of its own' },
    push: { type: 'string', help: 'commit it, and push the branch to this remote' },
    'pull-request': pullRequestOption,
  },
  run,
}

/** Which option gives the material for which. */
const GIVEN: Readonly<Record<string, Renewable>> = { csr: 'client', 'server-cert': 'server', jws: 'jws' }

async function run(invocation: Invocation): Promise<Outcome> {
  const id = positional(invocation, 0, 'id')
  const what = whatOf(invocation)
  const dir = dirOf(invocation)
  const { environment, settings } = await openForWriting(dir, invocation.io)
  const keys = keysOf(invocation, settings.name)
  const { dfsp, profile } = admittedDfsp(environment, id)
  if (profile.status === 'left') throw new MuhuriError('refused', `"${id}" has left; nothing of it is renewed`)
  const tree = isCommitted(invocation) ? await requireAdmittedOnBase(await workTree(dir), id) : null
  const changes = renewing(
    {
      environment,
      settings,
      hub: hubOf(environment),
      dfsp,
      profile,
      egress: [],
      callback: null,
      callbackAddresses: [],
      given: { csr: await givenFile(invocation, 'csr'), cas: [], server: await givenFile(invocation, 'server-cert'), jws: await givenFile(invocation, 'jws') },
      caKey: await dfspCaKey(keys, id),
      ownKeys: await dfspKeys(keys, id),
      takenKeys: await keys.names(),
      at: invocation.at,
      random,
    },
    what,
  )
  const errors = newErrors(environment, changes.files, invocation.at)
  if (errors.length > 0) return refusedOutcome(errors)
  await writeChanges(changes, { dir, keys })
  const committed = tree === null || changes.files.length === 0 ? null : await committedOn(tree, invocation, changes)
  return writtenOutcome({
    changes,
    keys,
    next: nextSteps(id, changes, committed),
    more: { branch: committed?.branch ?? null, commit: committed?.commit ?? null, pullRequest: committed?.pull?.url ?? null },
  })
}

/** `--what`, or what the material is for that was given. */
function whatOf(invocation: Invocation): Renewable | null {
  const what = choice(invocation, 'what', RENEWABLES)
  const given = Object.keys(GIVEN).filter((option) => text(invocation, option) !== undefined)
  const other = given.find((option) => GIVEN[option] !== (what ?? GIVEN[given[0] ?? '']))
  if (other !== undefined) throw new MuhuriError('usage', `--${other} is for --what ${GIVEN[other]}; one thing at a time`)
  return what ?? GIVEN[given[0] ?? ''] ?? null
}

interface Committed {
  readonly branch: string
  readonly commit: string | null
  /** What became of the pull request; null where nothing was pushed. */
  readonly pull: Awaited<ReturnType<typeof proposePull>> | null
}

async function committedOn(tree: WorkTree, invocation: Invocation, { files }: ChangeSet): Promise<Committed> {
  const id = positional(invocation, 0, 'id')
  const remote = pushedTo(invocation)
  const [first = ''] = files.map(({ path }) =>
    path
      .replace(/^dfsps\/[^/]+\//, '')
      .replace(/\.[a-z]+$/, '')
      .replace('/', '-'),
  )
  const result = await commitOnBranch(tree, { branch: `renew-${id}-${first}`, message: `Renew ${id}`, paths: files.map(({ path }) => path), remote })
  return { ...result, pull: remote === null ? null : await proposePull(invocation, tree, { verb: 'Renew', id, branch: result.branch }) }
}

function nextSteps(id: string, { files }: ChangeSet, committed: Committed | null): readonly string[] {
  if (files.length === 0) return []
  if (committed === null) return [`git switch -c renew-${id} && git add dfsps/${id} && git commit -m 'Renew ${id}' && git push -u origin renew-${id}`]
  return committed.pull?.next ?? [`git push -u origin ${committed.branch}`]
}
