import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { revisionSource } from '../../src/adapters/revision.ts'
import type { Environment } from '../../src/model/environment.ts'
import { check } from '../../src/stages/check.ts'
import { load } from '../../src/stages/load.ts'
import { SAMPLE_AT, sampleFiles } from '../support/environment.ts'
import { createBare } from '../support/github/bare-repository.ts'
import { testKey } from '../support/pki.ts'
import type { Row } from './row.ts'

const KEY = 'dfsps/greenbank/jws/2026-12.pem'
const NOTE = 'docs/note.md'

/** What a request's own commits held, though its last one does not. */
export const historyRows: readonly Row[] = [
  {
    name: 'pem-private-key-in-history',
    attack: 'a key that one commit brings and the next takes away',
    expected: ['fail', `repo/private-key ${KEY}`],
    run: async () => {
      const room = await mkdtemp(join(tmpdir(), 'muhuri-corpus-'))
      try {
        return await judged(room)
      } finally {
        await rm(room, { recursive: true, force: true })
      }
    },
  },
]

async function judged(room: string): Promise<readonly string[]> {
  const { path: gitDir, run } = await createBare(join(room, 'bare.git'), null, 'main')
  const commits = [Object.fromEntries(sampleFiles()), { [KEY]: testKey('p256', 'corpus history').privatePem }, { [KEY]: null, [NOTE]: 'x\n' }]
  await run(['fast-import', '--quiet'], commits.map(imported).join(''))
  const open = async (revision: string, since?: string): Promise<Environment> =>
    load(await revisionSource({ gitDir, revision, issued: null, ...(since === undefined ? {} : { since }) }).read())
  const report = check(await open('main', 'main~2'), { base: await open('main~2'), at: SAMPLE_AT, actor: 1001 })
  const errors = report.findings.filter((finding) => finding.new && finding.severity === 'error')
  return [report.verdict, ...errors.map(({ code, path }) => `${code} ${path}`)]
}

function imported(files: Readonly<Record<string, string | null>>): string {
  const changes = Object.entries(files).map(([path, text]) =>
    text === null ? `D ${path}\n` : `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`,
  )
  return `commit refs/heads/main\ncommitter a <a@b> 1 +0000\ndata 0\n${changes.join('')}\n`
}
