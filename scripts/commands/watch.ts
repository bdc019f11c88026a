import { resolve } from 'node:path'
import { watchMarkdown } from '../../src/report/watch-markdown.ts'
import { watchText } from '../../src/report/watch-text.ts'
import { watch as watchEnvironment } from '../../src/stages/watch.ts'
import { flag } from '../arguments.ts'
import type { Command, Invocation } from '../command.ts'
import { openEnvironment } from '../open-environment.ts'
import { openForWriting } from '../open-for-writing.ts'
import { SIGNER_USAGE, signerOptions } from '../open-signers.ts'
import { requireClean, runSign } from '../run-sign.ts'

/** `muhuri watch`: what ends and what is due, with the command for each. */
export const watch: Command = {
  name: 'watch',
  summary: 'Find what ends within 90, 60, 30, 14, 7 and 1 days and which CRLs are due, and say what to type.',
  usage: `watch [dir] [--refresh] [--keys k] ${SIGNER_USAGE}`,
  examples: ['muhuri watch', 'muhuri watch . --format markdown', 'muhuri watch . --refresh --keys ~/.muhuri/pilot'],
  positionals: [0, 1],
  formats: ['text', 'json', 'markdown'],
  options: {
    refresh: { type: 'boolean', help: 'make the CRLs anew that are due and have a signer, as sign --crl-only does' },
    keys: { type: 'string', help: 'where the keys of file signers are; default: ~/.muhuri/<environment name>' },
    ...signerOptions,
  },
  async run(invocation) {
    const dir = resolve(invocation.io.cwd, invocation.positionals[0] ?? '.')
    const refreshed = flag(invocation, 'refresh') ? await refresh(invocation, dir) : []
    const report = watchEnvironment(await openEnvironment(dir, invocation.io), invocation.at, refreshed)
    return { exit: 0, formats: { text: () => watchText(report), json: () => JSON.stringify(report, null, 2), markdown: () => watchMarkdown(report) } }
  },
}

async function refresh(invocation: Invocation, dir: string) {
  const { environment, settings } = await openForWriting(dir, invocation.io)
  const tree = await requireClean(dir)
  return (await runSign(invocation, { dir, environment, settings, crlOnly: true, reissue: null }, tree)).crls
}
