import { MuhuriError } from '../../src/model/errors.ts'
import { planJson } from '../../src/report/plan-json.ts'
import { planMarkdown } from '../../src/report/plan-markdown.ts'
import { planText } from '../../src/report/plan-text.ts'
import { renderedFiles } from '../../src/stages/plan/rendered-files.ts'
import { plan as planChange } from '../../src/stages/plan.ts'
import { actorOf } from '../actor.ts'
import { list } from '../arguments.ts'
import type { Command, Io } from '../command.ts'
import { type Compared, openCompared } from '../open-compared.ts'
import { openSiblings } from '../open-siblings.ts'

/** `muhuri plan`: what a merge of head into base would do, in sentences and as data. */
export const plan: Command = {
  name: 'plan',
  summary: 'Say what a merge will do: certificates, addresses, callbacks, keys, roles, and the files that change.',
  usage: 'plan [dir] --base r [--head r] [--git-dir g] [--issued r] [--actor id] [--also dir|index]…',
  examples: ['muhuri plan --base main', 'muhuri plan --git-dir .git --base main --head join/greenbank --format markdown'],
  positionals: [0, 1],
  formats: ['text', 'json', 'markdown'],
  options: {
    'git-dir': { type: 'string', help: 'git directory to read revisions from; nothing is checked out' },
    base: { type: 'string', help: 'revision that the change would be merged into' },
    head: { type: 'string', help: 'revision with the change; default: the folder as it is' },
    issued: { type: 'string', help: 'revision of the machine-written branch; default: issued' },
    actor: { type: 'string', help: 'numeric id of the author of the change' },
    also: { type: 'string', multiple: true, help: 'another environment of the scheme, the index of keys that it publishes, or a file that lists some' },
  },
  async run(invocation) {
    const { at, io } = invocation
    const { environment: head, base, past } = await openCompared(invocation)
    if (base === null) throw new MuhuriError('usage', 'option --base is missing', { hint: 'muhuri plan --base main' })
    const others = await openSiblings(list(invocation, 'also'), io)
    const made = planChange({ base, head, at, actor: actorOf(invocation), past, ...others, ...rendered({ environment: head, base }, { at, io }) })
    return { exit: 0, formats: { text: () => planText(made), json: () => planJson(made), markdown: () => planMarkdown(made) } }
  },
}

/** Both sides' rendered files; none where one of them cannot be rendered, and then a line that says why. */
function rendered(
  { environment, base }: Pick<Compared, 'environment' | 'base'>,
  { at, io }: { readonly at: Date; readonly io: Io },
): Pick<Parameters<typeof planChange>[0], 'baseFiles' | 'headFiles'> {
  if (base === null) return {}
  const [before, after] = [renderedFiles(base, at), renderedFiles(environment, at)]
  if (before.ok && after.ok) return { baseFiles: before.files, headFiles: after.files }
  for (const { side, result } of [
    { side: 'base', result: before },
    { side: 'head', result: after },
  ])
    if (!result.ok) io.note(`${side} renders to nothing, so no files are compared: ${result.reason}`)
  return {}
}
