import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { keyFolder } from '../../src/adapters/keys.ts'
import { openSigner } from '../../src/adapters/signers/index.ts'
import { bundleActions } from '../support/bundles.ts'
import { type HubOnGitHub, hubOnGitHub } from '../support/github/hub.ts'
import { type Outcome, startAction } from '../support/github/runner.ts'
import type { Installation, Json, Pull, User } from '../support/github/world.ts'
import { AT, smallEnvironment } from '../support/small-environment.ts'
import { ROOT_TOKEN, type VaultServer, vaultServer } from '../support/vault-server.ts'

export const INSTANT = AT.toISOString().replace('.000', '')
const LAYER = 'issued/'

/** The Hub's repository on the stand-in, its CA key in Vault, and the bundles; a second person may administrate. */
export interface SigningWorld extends HubOnGitHub {
  readonly vault: VaultServer
  readonly second: User
  readonly publisher: Installation
  /** Private keys by file name. */
  readonly keys: ReadonlyMap<string, string>
  /** Of main, as it was founded. */
  readonly files: Readonly<Record<string, string>>
  head(branch: string): Promise<string>
  /** A file at the head of a branch, or null. */
  read(branch: string, path: string): Promise<string | null>
  /** Puts a branch where it was, as nobody may who is not testing. */
  reset(branch: string, to: string): Promise<void>
  /** Names of the files of a branch. */
  list(branch: string): Promise<readonly string[]>
  /** A request of Anna's from her fork, or of somebody who may write from the repository itself. */
  propose(branch: string, changes: Readonly<Record<string, string | null>>, by?: User): Promise<Pull>
  approve(pull: Pull, ...by: readonly User[]): Promise<void>
  /** By the reviewer; gives the merge commit. */
  merge(pull: Pull, method?: 'merge' | 'squash'): Promise<string>
  /** One step of an action, as the workflow has it. */
  step(action: string, inputs: Readonly<Record<string, string>>, options?: StepOptions): Promise<Outcome>
  resolve(sha: string, inputs?: Readonly<Record<string, string>>): Promise<Outcome>
  publish(sha: string, signed: string, digest: string): Promise<Outcome>
  /** The intended records of what `resolve` said. */
  intend(sha: string, resolved: Outcome): Promise<Outcome>
  render(sha: string, at?: string): Promise<Outcome>
  deliver(sha: string, rendered: Outcome, inputs?: Readonly<Record<string, string>>): Promise<Outcome>
  /** `sign` or `crl` for what `resolve` said. */
  sign(sha: string, resolved: Outcome, inputs?: Readonly<Record<string, string>>): Promise<Outcome>
  /** The whole workflow; the outcome of its last step that ran. */
  run(sha: string): Promise<Outcome>
  json(path: string | undefined): Promise<Json>
  close(): Promise<void>
}

export interface StepOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly token?: string
  readonly at?: string
}

/** Two admins must agree to what is theirs to decide. */
function withSecond(hub: string): string {
  const more = hub.replace(/^( *)- 2001$/m, '$1- 2001\n$1- 2002').replace(/\[ ?2001 ?\]/, '[2001, 2002]')
  if (more === hub) throw new Error(`hub.yaml has no admin 2001:\n${hub}`)
  return more
}

export async function signingWorld(): Promise<SigningWorld> {
  const vault = await vaultServer()
  vault.addKey('clients', 'p256')
  const room = await mkdtemp(join(tmpdir(), 'muhuri-signing-'))
  const tokenFile = join(room, 'vault-token')
  await writeFile(tokenFile, ROOT_TOKEN, { mode: 0o600 })
  const settings = { kind: 'vault', address: vault.address, mount: 'transit', key: 'clients' } as const
  const place = { ca: 'clients', tier: 'sandbox', keys: keyFolder(room), passphrase: null, env: { MUHURI_VAULT_TOKEN_FILE: tokenFile } } as const
  const small = await smallEnvironment(['greenbank', 'bluebank'], { signer: settings, clientsSigner: await openSigner(settings, place) })
  const founded = Object.fromEntries(small.folder.contents) as Readonly<Record<string, string>>
  const files = { ...founded, 'hub/hub.yaml': withSecond(founded['hub/hub.yaml'] ?? '') }
  const main = Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith(LAYER)))
  const hub = await hubOnGitHub({ files: main })
  const { github, repository } = hub
  const second = github.people.user('berta', 2002)
  github.people.grant(repository, second, 'admin')
  for (const team of github.world.teams.values()) if (team.slug === 'hub-admins') team.members.add(second.id)
  const gone = Object.keys(main).map((path) => [path, null] as const)
  await github.repositories.commit(repository, { ...Object.fromEntries(gone), 'README.md': 'What the machine made.\n' }, { branch: 'issued' })
  const publisher = github.people.install(github.people.app('muhuri-publisher', 7002).app, [repository], {
    contents: 'write',
    pull_requests: 'read',
    metadata: 'read',
  })
  const dist = join(room, 'dist')
  await bundleActions(dist, 'sign', 'render', 'watch')
  const keySet = createRemoteJWKSet(new URL(`${github.oidcIssuer}/.well-known/jwks`))
  vault.admits = async (role, jwt) => {
    try {
      const { payload } = await jwtVerify(String(jwt), keySet, { issuer: github.oidcIssuer, audience: 'vault.pilot.example' })
      return payload['ref'] === 'refs/heads/main' && payload['environment'] === (role === 'muhuri-crl' ? 'crl' : 'sign')
    } catch {
      return false
    }
  }
  const tokens = {
    read: github.people.workflowToken(repository, { contents: 'read' }),
    resolve: github.people.installationToken(hub.verdict.installation),
    publish: github.people.installationToken(publisher),
  }
  const step: SigningWorld['step'] = async (action, inputs, { env = {}, token = tokens.read, at = INSTANT } = {}) => {
    const workspace = await mkdtemp(join(room, 'work-'))
    const temporary = join(workspace, 'temp')
    await mkdir(temporary)
    return startAction({
      file: join(dist, `${action}.mjs`),
      github,
      repository,
      workspace,
      event: { name: 'push', payload: {} },
      env: { RUNNER_TEMP: temporary, ...env },
      inputs: { repository: 'hub/pilot', 'as-of': at, token, ...inputs },
    })
  }
  const job = (environment: string): Readonly<Record<string, string>> => ({
    ...github.idToken({ environment, ref: 'refs/heads/main', repository: 'hub/pilot' }),
  })
  const resolve: SigningWorld['resolve'] = (sha, inputs = {}) =>
    step('sign', { step: 'resolve', 'main-sha': sha, 'app-id': String(hub.verdict.app.id), doctor: 'false', ...inputs }, { token: tokens.resolve })
  const publish: SigningWorld['publish'] = (sha, signed, digest) =>
    step('sign', { step: 'publish', 'main-sha': sha, signed, digest, 'app-id': '7002' }, { token: tokens.publish })
  const intend: SigningWorld['intend'] = (sha, { outputs }) => publish(sha, outputs['intended'] ?? '', outputs['digest'] ?? '')
  const sign: SigningWorld['sign'] = (sha, { outputs }, inputs = {}) =>
    step(
      'sign',
      {
        step: 'sign',
        'main-sha': sha,
        manifest: outputs['manifest'] ?? '',
        digest: outputs['digest'] ?? '',
        'vault-role': inputs['step'] === 'crl' ? 'muhuri-crl' : 'muhuri-sign',
        'vault-audience': 'vault.pilot.example',
        ...inputs,
      },
      { env: job(inputs['step'] === 'crl' ? 'crl' : 'sign') },
    )
  return {
    ...hub,
    vault,
    second,
    publisher,
    keys: small.keys,
    files: main,
    head: async (branch) => (await repository.git.resolve(`refs/heads/${branch}`)) ?? '',
    read: (branch, path) => repository.git.run(['show', `refs/heads/${branch}:${path}`]).catch(() => null),
    reset: async (branch, to) => void (await repository.git.run(['update-ref', `refs/heads/${branch}`, to])),
    list: async (branch) => (await repository.git.run(['ls-tree', '-r', '--name-only', `refs/heads/${branch}`])).split('\n'),
    propose: async (branch, changes, by = hub.anna) => {
      const origin = by === hub.anna ? hub.fork : repository
      const onto = (await repository.git.resolve('refs/heads/main')) ?? ''
      await github.repositories.commit(origin, changes, { branch, by, onto })
      const head = `${origin.owner.login}:${branch}`
      const { data } = await hub.asUser(by).rest.pulls.create({ owner: 'hub', repo: 'pilot', head, base: 'main', title: branch, maintainer_can_modify: false })
      return repository.pulls.get(data.number) as Pull
    },
    approve: async ({ number }, ...by) => {
      for (const user of by) await hub.asUser(user).rest.pulls.createReview({ owner: 'hub', repo: 'pilot', pull_number: number, event: 'APPROVE' })
    },
    merge: async ({ number }, method = 'merge') =>
      (await hub.asUser(hub.reviewer).rest.pulls.merge({ owner: 'hub', repo: 'pilot', pull_number: number, merge_method: method })).data.sha,
    step,
    resolve,
    publish,
    intend,
    sign,
    render: (sha, at = INSTANT) => step('render', { step: 'render', 'main-sha': sha, 'app-id': '7001' }, { token: tokens.resolve, at }),
    deliver: (sha, { outputs }, inputs = {}) =>
      step(
        'render',
        {
          step: 'publish',
          'main-sha': sha,
          rendered: outputs['rendered'] ?? '',
          digest: outputs['digest'] ?? '',
          'deploy-key': [...small.keys].find(([name]) => name.startsWith('hub-deploy-'))?.[1] ?? '',
          ...inputs,
        },
        { token: tokens.publish },
      ),
    run: async (sha) => {
      const resolved = await resolve(sha)
      if (resolved.code !== 0) return resolved
      const intended = await intend(sha, resolved)
      if (intended.code !== 0 || resolved.outputs['count'] === '0') return intended
      const signed = await sign(sha, resolved)
      return signed.code === 0 ? publish(sha, signed.outputs['signed'] ?? '', signed.outputs['digest'] ?? '') : signed
    },
    json: async (path) => JSON.parse(await readFile(path ?? '', 'utf8')) as Json,
    close: async () => {
      await rm(room, { recursive: true, force: true })
      await vault.close()
      await github.close()
    },
  }
}
