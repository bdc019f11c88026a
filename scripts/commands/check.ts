import { reporters } from '../../src/report/index.ts'
import { allRules, registry } from '../../src/rules/index.ts'
import { check as checkEnvironment } from '../../src/stages/check.ts'
import { actorOf } from '../actor.ts'
import { flag, list } from '../arguments.ts'
import type { Command } from '../command.ts'
import { openCompared } from '../open-compared.ts'
import { openSiblings } from '../open-siblings.ts'

/** `muhuri check`: every finding of an environment, and whether it, or its change since base, may pass. */
export const check: Command = {
  name: 'check',
  summary: 'Check an environment, or a change of it.',
  usage: 'check [dir] [--git-dir g] [--base r] [--head r] [--issued r] [--actor id] [--also dir|index]…',
  examples: ['muhuri check', 'muhuri check --base main', 'muhuri check --git-dir .git --base main --head renew/greenbank --actor 1001 --format markdown'],
  positionals: [0, 1],
  formats: ['text', 'json', 'sarif', 'markdown', 'github'],
  options: {
    'git-dir': { type: 'string', help: 'git directory to read revisions from; nothing is checked out' },
    base: { type: 'string', help: 'revision to compare with; only what is new counts then' },
    head: { type: 'string', help: 'revision to check; default: the folder as it is' },
    issued: { type: 'string', help: 'revision of the machine-written branch; default: issued' },
    actor: { type: 'string', help: 'numeric id of the author of the change' },
    'merge-group': { type: 'boolean', help: 'the change joins several requests, each judged on its own before' },
    also: {
      type: 'string',
      multiple: true,
      help: 'another environment of the scheme, the index of keys that it publishes, or a file that lists some: no key may be in two',
    },
  },
  async run(invocation) {
    const { environment, base, past } = await openCompared(invocation)
    const others = await openSiblings(list(invocation, 'also'), invocation.io)
    const report = checkEnvironment(environment, {
      at: invocation.at,
      actor: actorOf(invocation),
      mergeGroup: flag(invocation, 'merge-group'),
      past,
      ...others,
      ...(base === null ? {} : { base }),
    })
    const summaries = new Map(allRules(registry).map((rule) => [rule.code, rule.summary]))
    const formats = Object.entries(reporters).map(([format, write]) => [format, () => write(report, summaries)] as const)
    return { exit: report.verdict === 'fail' ? 1 : 0, formats: Object.fromEntries(formats) }
  },
}
