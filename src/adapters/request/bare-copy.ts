import { mkdtemp, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { MuhuriError } from '../../model/errors.ts'
import { boundedGit, type GitAnswer } from './bounded-git.ts'
import { type FetchAddress, fetchAddress, type Remote } from './remote.ts'

/** A bare repository of its own in the job's folder, filled from one remote: nothing in it was ever checked out. */
export interface BareCopy {
  readonly gitDir: string
  /** What these refs of the remote point at; one that is not there is not in the answer. */
  list(refs: readonly string[]): Promise<ReadonlyMap<string, string>>
  /** Brings what is wanted with all that leads to it; `refused` where the remote has it not, or where it is too much. */
  fetch(wanted: readonly Wanted[]): Promise<void>
  /** The commit that a ref of the copy points at, or null. */
  resolve(ref: string): Promise<string | null>
}

export interface Wanted {
  /** A full ref of the remote, or 40 hex digits. */
  readonly from: string
  /** The ref of the copy. */
  readonly to: string
}

/** What one fetch may bring, packed. */
const PACK_BYTES = 2 ** 29
const MILLISECONDS = 300_000
const FROM = /^([0-9a-f]{40}|refs\/[A-Za-z0-9][A-Za-z0-9._/-]*)$/
const TO = /^refs\/[a-z0-9/-]+$/
/** How a company's network is left, and whom it trusts; nothing else of the job's environment reaches Git. */
const NETWORK = ['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy', 'GIT_SSL_CAINFO', 'GIT_SSL_CAPATH', 'SSL_CERT_FILE', 'SSL_CERT_DIR']

/** An empty copy of that remote below `temporary`. */
export async function bareCopy(remote: Remote, temporary: string): Promise<BareCopy> {
  const address = fetchAddress(remote)
  const gitDir = await mkdtemp(join(await realpath(temporary), 'muhuri-request-'))
  const ask = (words: readonly string[]): Promise<GitAnswer> =>
    boundedGit([...settings(address), ...words], { cwd: gitDir, env: environment(gitDir, address), fileBytes: PACK_BYTES, milliseconds: MILLISECONDS })
  const demand = async (words: readonly string[]): Promise<string> => {
    const { status, stdout, stderr } = await ask(words)
    if (status === 0) return stdout
    throw new MuhuriError('refused', `${remote.repository} cannot be fetched: ${complaint(stderr, remote)}`, {
      hint: 'read access to contents; objects that git fsck accepts; at most 512 MiB',
    })
  }
  await demand(['init', '--quiet', '--bare', '--template=', '--initial-branch=none', '.'])
  return {
    gitDir,
    list: async (refs) => listed(await demand(['ls-remote', '--quiet', '--end-of-options', address.url, ...refs.map(safeFrom)]), refs),
    fetch: async (wanted) => void (await demand([...FETCH, address.url, ...wanted.map(({ from, to }) => `+${safeFrom(from)}:${safeTo(to)}`)])),
    resolve: async (ref) => {
      const { status, stdout } = await ask(['rev-parse', '--verify', '--quiet', '--end-of-options', `${safeTo(ref)}^{commit}`])
      return status === 0 ? stdout.trim() : null
    },
  }
}

const FETCH = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--no-auto-maintenance', '--end-of-options']

function settings({ protocol }: FetchAddress): readonly string[] {
  return [
    ['transfer.fsckObjects', 'true'],
    ['fetch.fsckObjects', 'true'],
    ['fetch.unpackLimit', '1'],
    ['fetch.recurseSubmodules', 'no'],
    ['submodule.recurse', 'false'],
    ['protocol.allow', 'never'],
    [`protocol.${protocol}.allow`, 'always'],
    ['http.followRedirects', 'false'],
    ['credential.helper', ''],
    ['core.hooksPath', '/dev/null'],
    ['core.fsmonitor', 'false'],
    ['core.bigFileThreshold', '1m'],
    ['gc.auto', '0'],
    ['maintenance.auto', 'false'],
  ].flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

/** The token stands in a variable of the one process that needs it: never in a word of its command line, an address or a file. */
function environment(home: string, { url, header }: FetchAddress): Readonly<Record<string, string>> {
  const network = Object.fromEntries(NETWORK.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])))
  return {
    ...network,
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    HOME: home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: 'true',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    ...(header === null ? {} : { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: `http.${url}.extraHeader`, GIT_CONFIG_VALUE_0: header }),
  }
}

function listed(output: string, refs: readonly string[]): ReadonlyMap<string, string> {
  const asked = new Set(refs)
  const found = new Map<string, string>()
  for (const line of output.split('\n')) {
    const [, id, ref] = /^([0-9a-f]{40})\t(\S+)$/.exec(line) ?? []
    // The remote matches a name against the ends of its refs.
    if (id !== undefined && ref !== undefined && asked.has(ref)) found.set(ref, id)
  }
  return found
}

function safeFrom(from: string): string {
  if (!FROM.test(from) || from.includes('..')) throw new MuhuriError('usage', `"${from}" is nothing to fetch; expected a full ref or 40 hex digits`)
  return from
}

function safeTo(to: string): string {
  if (!TO.test(to)) throw new MuhuriError('usage', `"${to}" is no ref of a copy`)
  return to
}

function complaint(stderr: string, { token }: Remote): string {
  const text = stderr.trim().split('\n').slice(-3).join('; ')
  return token === null || token === '' ? text : text.replaceAll(token, '***')
}
