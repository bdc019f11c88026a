import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type CliResult, cli, words } from './run-cli.ts'
import { type Workshop, workshop } from './shell.ts'

/** A Hub's clone `hub` of a bare `remote.git`, with `issued` as its work tree, made by the commands themselves; keys in `keys`, a DFSP's in `<id>`. */
export interface GitEnvironment extends Omit<Workshop, 'run'> {
  at(path: string): string
  /** Git in a folder of the workshop; its output. Any failure is an error. */
  git(folder: string, ...args: readonly string[]): string
  /** Runs a command line in the workshop. */
  run(line: string, asOf?: string): Promise<CliResult>
  /** The same, which must end with 0. */
  good(line: string, asOf?: string): Promise<CliResult>
  /** Commits everything on both branches of a clone. */
  commit(clone: string, message: string): void
  push(clone: string): void
  /** Clones the remote with both branches in their places. */
  clone(name: string): void
  /** Everything again as it was when it was made. */
  reset(): void
}

export const FOUNDED = '2026-11-23T10:00:00Z'

/** A sandbox with the named DFSPs joined and their certificates issued, pushed. */
export async function gitEnvironment(ids: readonly string[] = ['greenbank'], founded = FOUNDED): Promise<GitEnvironment> {
  const place = workshop()
  const at = (path: string): string => join(place.directory, 'now', path)
  const shell = (program: string, ...args: readonly string[]): string => {
    const { ok, output } = place.run(program, ...args)
    if (!ok) throw new Error(`${program} ${args.join(' ')}: ${output}`)
    return output
  }
  const git = (folder: string, ...args: readonly string[]): string =>
    shell('git', '-C', at(folder), '-c', 'user.name=Test', '-c', 'user.email=test@pilot.example', ...args)
  const run = (line: string, asOf = founded): Promise<CliResult> => cli(at('.'), words(`${line} --as-of ${asOf}`))
  const made: GitEnvironment = {
    ...place,
    put: (name, content) => place.put(join('now', name), content),
    at,
    git,
    run,
    good: async (line, asOf) => {
      const result = await run(line, asOf)
      if (result.exit !== 0) throw new Error(`muhuri ${line} ended with ${result.exit}: ${result.out}${result.err}`)
      return result
    },
    commit: (clone, message) => {
      for (const folder of [clone, `${clone}/issued`]) {
        git(folder, 'add', '--all', '.')
        if (git(folder, 'status', '--porcelain') !== '') git(folder, 'commit', '--quiet', '-m', message)
      }
    },
    push: (clone) => void git(clone, 'push', '--quiet', 'origin', 'main', 'issued'),
    clone: (name) => {
      git('.', 'clone', '--quiet', at('remote.git'), at(name))
      git(name, 'worktree', 'add', '--quiet', 'issued', 'issued')
    },
    reset: () => {
      rmSync(at('.'), { recursive: true, force: true })
      shell('cp', '-a', join(place.directory, 'base'), at('.'))
    },
  }
  shell('mkdir', at('.'))
  await found(made, ids)
  shell('cp', '-a', at('.'), join(place.directory, 'base'))
  return made
}

async function found({ at, git, good, commit, push }: GitEnvironment, ids: readonly string[]): Promise<void> {
  await good('init hub --name pilot --tier sandbox --keys keys')
  git('.', 'init', '--quiet', '--bare', '-b', 'main', at('remote.git'))
  git('hub', 'remote', 'add', 'origin', at('remote.git'))
  for (const [index, id] of ids.entries()) {
    await good(`admit ${id} --dir hub --name ${id} --country TZ --owner ${1001 + index} --role payer --currency TZS --keys keys`)
    await good(
      `join ${id} --dir hub --egress 198.51.100.${16 * (index + 1)}/29 --callback https://mojaloop.${id}.example/ --callback-address 203.0.113.${10 + index} --keys ${id}`,
    )
    commit('hub', `Join ${id}`)
  }
  await good('sign hub --keys keys')
  commit('hub', 'Issue')
  push('hub')
}
