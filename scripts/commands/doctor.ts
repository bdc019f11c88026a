import { resolve } from 'node:path'
import { githubProtection } from '../../src/adapters/github/settings.ts'
import { doctorText } from '../../src/report/doctor-text.ts'
import { examine } from '../../src/stages/doctor.ts'
import type { Command } from '../command.ts'
import { appNumber, repositoryOf, requireAccess } from '../github-place.ts'
import { openEnvironment } from '../open-environment.ts'

/** `muhuri doctor`: whether the repository on GitHub is protected as environment.yaml demands. */
export const doctor: Command = {
  name: 'doctor',
  summary: 'Read how the repository is protected on GitHub, and refuse (exit 3) where that is weaker than environment.yaml demands.',
  usage: 'doctor [dir] [--repo owner/name] [--app-id n] [--publisher-app-id n]',
  examples: ['muhuri doctor', 'muhuri doctor . --repo example/pilot --app-id 7001 --format json'],
  positionals: [0, 1],
  formats: ['text', 'json'],
  options: {
    repo: { type: 'string', help: 'the repository, owner/name; default: that of the remote origin' },
    'app-id': { type: 'string', help: 'App ID of the App that publishes the verdict; default: any App' },
    'publisher-app-id': { type: 'string', help: 'App ID of the App that writes issued and deploy; default: any one App' },
  },
  async run(invocation) {
    const dir = resolve(invocation.io.cwd, invocation.positionals[0] ?? '.')
    const environment = await openEnvironment(dir, invocation.io)
    const repository = await repositoryOf(invocation, dir)
    const apps = { verdict: appNumber(invocation, 'app-id'), publisher: appNumber(invocation, 'publisher-app-id') }
    const report = await examine(githubProtection(await requireAccess(repository, invocation.io)), { repository, environment, apps })
    return { exit: report.verdict === 'protected' ? 0 : 3, formats: { text: () => doctorText(report), json: () => JSON.stringify(report, null, 2) } }
  },
}
