import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { cli, words } from './run-cli.ts'
import { type Workshop, workshop } from './shell.ts'

/** An environment in a folder without Git, made by the commands themselves, with keys beside it. */
export interface PlainEnvironment extends Omit<Workshop, 'run'> {
  /** Runs another program in the workshop. */
  readonly tool: Workshop['run']
  /** Path in the workshop. */
  at(path: string): string
  /** Runs a command line in the workshop, as JSON; the instant is that of the environment's making unless given. */
  run(line: string, asOf?: string, env?: Readonly<Record<string, string>>): Promise<Ran>
}

export interface Ran {
  readonly exit: number
  // biome-ignore lint/suspicious/noExplicitAny: whatever the command prints
  readonly json: any
  readonly err: string
}

export const MADE_AT = '2026-11-23T10:00:00Z'

/** A sandbox `env` with the named DFSPs joined, their certificates issued at that instant; Hub keys in `keys`, a DFSP's in its own folder `<id>`. */
export async function plainEnvironment(ids: readonly string[] = ['greenbank'], madeAt: string = MADE_AT): Promise<PlainEnvironment> {
  const place = workshop()
  const at = (path: string): string => join(place.directory, path)
  const plain: PlainEnvironment = {
    ...place,
    tool: place.run,
    at,
    run: async (line, asOf = madeAt, env = {}) => {
      const { exit, out, err } = await cli(place.directory, words(`${line} --as-of ${asOf} --format json`), env)
      return { exit, json: out === '' ? null : JSON.parse(out), err }
    },
  }
  const good = async (line: string): Promise<void> => {
    const { exit, err, json } = await plain.run(line)
    if (exit !== 0) throw new Error(`muhuri ${line} ended with ${exit}: ${err} ${JSON.stringify(json)}`)
  }
  await good('init env --name pilot --tier sandbox --keys keys')
  for (const path of ['env/.git', 'env/issued/.git']) rmSync(at(path), { recursive: true, force: true })
  for (const [index, id] of ids.entries()) {
    await good(`admit ${id} --dir env --name ${id} --country TZ --owner ${1001 + index} --role payer --currency TZS --keys keys`)
    await good(
      `join ${id} --dir env --egress 198.51.100.${16 * (index + 1)}/29 --callback https://mojaloop.${id}.example/ --callback-address 203.0.113.${10 + index} --keys ${id}`,
    )
  }
  await good('sign env --keys keys')
  return plain
}
