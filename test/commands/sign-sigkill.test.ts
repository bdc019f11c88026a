import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect } from 'vitest'
import { cli, words } from '../support/run-cli.ts'
import { type Workshop, workshop } from '../support/shell.ts'
import { testWith } from '../support/tools.ts'

const MUHURI = fileURLToPath(new URL('../../scripts/muhuri.mjs', import.meta.url))
const IDS = ['bluebank', 'greenbank']
let place: Workshop

const at = (path: string): string => join(place.directory, path)
const run = (line: string) => cli(place.directory, words(line))

function issuedFiles(): readonly string[] {
  const entries = readdirSync(at('env/issued'), { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile() && /\.(json|pem)$/.test(entry.name)).map((entry) => entry.name)
}

/** Runs `sign` as a process of its own and kills it as soon as `files` are there; true where it was killed before it was done. */
async function killedAfter(files: number): Promise<boolean> {
  const child = spawn(process.execPath, [MUHURI, 'sign', 'env', '--keys', 'keys'], { cwd: place.directory, stdio: 'ignore' })
  const ended = once(child, 'exit')
  while (child.exitCode === null && issuedFiles().length < files) await setImmediate()
  child.kill('SIGKILL')
  await ended
  return child.signalCode === 'SIGKILL'
}

beforeAll(async () => {
  place = workshop()
  await run('init env --name pilot --tier sandbox --keys keys')
  for (const [index, id] of IDS.entries()) {
    await run(`admit ${id} --dir env --name ${id} --country TZ --owner ${1001 + index} --keys keys`)
    await run(
      `join ${id} --dir env --egress 198.51.100.${16 * (index + 1)}/29 --callback https://mojaloop.${id}.example/ --callback-address 203.0.113.${index + 1} --keys keys`,
    )
  }
  place.run('git', '-C', at('env'), 'add', '.')
  place.run('git', '-C', at('env'), '-c', 'user.name=T', '-c', 'user.email=t@pilot.example', 'commit', '-q', '-m', 'Join')
})
afterAll(() => place.close())

testWith('git', 'openssl')(
  'the real process, killed with SIGKILL at one file after another, leaves what the next run makes whole',
  async () => {
    const crl = issuedFiles().length
    let killed = 0
    for (let more = 0; more <= 7; more += 1) {
      place.run('git', '-C', at('env/issued'), 'clean', '-f', '-d', '-x', '-q')
      // What was signed before and is cleaned away here would be a loss that the next run refuses.
      rmSync(at('keys/checkpoint.json'), { force: true })
      if (await killedAfter(crl + more)) killed += 1
      place.put('env/.muhuri-99999999-0123456789abcdef.tmp', 'half of a fi')
      const { exit } = await run('sign env --keys keys')
      expect(exit).toBe(0)
      for (const id of IDS) {
        const names = readdirSync(at(`env/issued/certificates/${id}`)).map((name) => name.replace(/[0-9A-F]{32,}/, 'SERIAL'))
        expect(names.sort()).toEqual([expect.stringMatching(/^\d{4}-\d{2}\.SERIAL\.json$/), expect.stringMatching(/^\d{4}-\d{2}\.SERIAL\.pem$/)])
        const [pem] = readdirSync(at(`env/issued/certificates/${id}`)).filter((name) => name.endsWith('.pem'))
        expect(
          place.run(
            'openssl',
            'verify',
            '-purpose',
            'sslclient',
            '-CAfile',
            at('env/hub/ca/root.pem'),
            '-untrusted',
            at('env/hub/ca/clients.pem'),
            at(`env/issued/certificates/${id}/${pem}`),
          ),
        ).toMatchObject({ ok: true })
      }
      expect(JSON.parse((await run('check env --format json')).out)).toMatchObject({ verdict: 'pass', findings: [] })
      expect(JSON.parse((await run('sign env --keys keys --format json')).out)).toEqual({ version: 1, issued: [], healed: [], crls: [], refused: [] })
    }
    expect(killed).toBeGreaterThan(0)
  },
  300_000,
)
