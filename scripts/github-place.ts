import { workTree } from '../src/adapters/git.ts'
import type { GitHubAccess } from '../src/adapters/github/client.ts'
import { ownToken } from '../src/adapters/github/token.ts'
import { MuhuriError } from '../src/model/errors.ts'
import { text } from './arguments.ts'
import type { Invocation, Io } from './command.ts'

/** GITHUB_SERVER_URL, without a slash at its end. */
export const serverOf = ({ env }: Pick<Io, 'env'>): string => (env['GITHUB_SERVER_URL'] ?? 'https://github.com').replace(/\/+$/, '')

/** GITHUB_API_URL, else where GitHub, or an Enterprise server, has it. */
function apiOf(io: Pick<Io, 'env'>): string {
  const server = serverOf(io)
  return io.env['GITHUB_API_URL'] ?? (server === 'https://github.com' ? 'https://api.github.com' : `${server}/api/v3`)
}

/** `owner/name` of a remote's address on that server, over https or ssh; null where it is somewhere else. */
export function repositoryAt(address: string, server: string): string | null {
  const { host, hostname } = new URL(server)
  const ssh = /^(?:ssh:\/\/)?git@(?<host>[^/:]+)(?::\d+)?[/:](?<path>.+)$/.exec(address)?.groups
  const url = ssh === undefined && URL.canParse(address) ? new URL(address) : null
  const isThere = ssh === undefined ? url?.host === host && /^https?:$/.test(url.protocol) : ssh['host'] === hostname
  const path = (ssh?.['path'] ?? url?.pathname ?? '').replace(/^\/+/, '').replace(/\.git$/, '')
  return isThere && /^[A-Za-z0-9._-]+\/[A-Za-z0-9._-]+$/.test(path) ? path : null
}

/** What `--repo` names, else what the remote `origin` of the folder is a clone of. */
export async function repositoryOf(invocation: Invocation, dir: string): Promise<string> {
  const given = text(invocation, 'repo')
  if (given !== undefined) return given
  const origin = (await (await workTree(dir))?.remote('origin')) ?? null
  const found = origin === null ? null : repositoryAt(origin, serverOf(invocation.io))
  if (found === null)
    throw new MuhuriError('usage', 'which repository on GitHub is not known: there is no remote "origin" there', { hint: 'name it with --repo owner/name' })
  return found
}

/** How to reach that repository as whoever runs this; null where there is no token. */
export async function accessTo(repository: string, io: Pick<Io, 'env'>): Promise<GitHubAccess | null> {
  const token = await ownToken(io.env, new URL(serverOf(io)).hostname)
  return token === null ? null : { api: apiOf(io), token, repository, app: null }
}

/** As `accessTo`; `refused` where there is no token. */
export async function requireAccess(repository: string, io: Pick<Io, 'env'>): Promise<GitHubAccess> {
  const access = await accessTo(repository, io)
  if (access === null)
    throw new MuhuriError('refused', 'there is no token for GitHub, so its settings cannot be read', { hint: 'set GITHUB_TOKEN, or run: gh auth login' })
  return access
}

/** The number given with `--<name>`, or null. */
export function appNumber(invocation: Invocation, name: string): number | null {
  const given = text(invocation, name)
  if (given === undefined) return null
  if (!/^[1-9]\d{0,9}$/.test(given)) throw new MuhuriError('usage', `"${given}" given with --${name} is no number of an App; expected its App ID`)
  return Number(given)
}
