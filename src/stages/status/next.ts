import type { Dfsp } from '../../model/environment.ts'
import type { NextAction, StepState, StepStatus } from '../../model/status.ts'
import type { Doer, Step } from '../../model/steps.ts'

const join = (id: string): string => `muhuri join ${id} --dir .`
const sign = (): string => 'muhuri sign .'
const installDfsp = (id: string): string => `muhuri render . --for ${id} --out <folder>`
const installHub = (): string => 'muhuri render . --for hub --out <folder>'
const activate = (id: string): string => `muhuri activate ${id} --dir .`

/** What to type for a step, and what the other side must have done before it makes sense. */
interface Todo {
  readonly command: (id: string) => string
  readonly needs?: readonly (readonly [Step, Doer])[]
}

const installing = (doer: Doer, ...needs: readonly (readonly [Step, Doer])[]): Todo => ({ command: doer === 'dfsp' ? installDfsp : installHub, needs })

const TODO: Readonly<Record<Doer, Partial<Readonly<Record<Step, Todo>>>>> = {
  dfsp: {
    T1: { command: join },
    T2: { command: join },
    T3: installing('dfsp', ['T2', 'hub']),
    C1: { command: join },
    C2: { command: join, needs: [['C1', 'hub']] },
    C3: { command: join, needs: [['C1', 'hub']] },
    C4: installing('dfsp', ['C3', 'hub']),
    C5: installing('dfsp', ['T2', 'hub']),
    J1: { command: join },
    J2: { command: join },
    J3: installing('dfsp', ['J2', 'hub']),
    J4: installing('dfsp', ['J2', 'dfsp']),
    E1: installing('dfsp'),
    E2: installing('dfsp'),
    E3: installing('dfsp'),
    E4: installing('dfsp'),
  },
  hub: {
    T1: { command: () => 'muhuri rotate server --dir .' },
    T2: { command: () => 'muhuri rotate server --dir .' },
    T3: installing('hub', ['T2', 'dfsp']),
    C1: { command: (id) => `muhuri rotate hub-client --for ${id} --dir .` },
    C2: { command: sign, needs: [['C1', 'dfsp']] },
    C3: { command: sign, needs: [['C1', 'dfsp']] },
    C4: installing('hub', ['C3', 'dfsp']),
    C5: installing('hub', ['C3', 'dfsp']),
    J1: { command: () => 'muhuri rotate jws --dir .' },
    J2: { command: () => 'muhuri rotate jws --dir .' },
    J3: installing('hub', ['J2', 'dfsp']),
    J4: installing('hub', ['J2', 'hub']),
    E1: installing('hub', ['T2', 'dfsp']),
    E2: installing('hub', ['T2', 'dfsp']),
    E4: installing('hub'),
    E5: installing('hub', ['T2', 'dfsp']),
  },
}

const DONE: ReadonlySet<StepState> = new Set(['done', 'confirmed'])

/** What can be done now, by whom, one line for each command; nothing for a DFSP that has left or is suspended. */
export function nextActions({ id, profile }: Dfsp, steps: readonly StepStatus[]): readonly NextAction[] {
  const status = profile?.value?.status
  if (status !== 'admitted' && status !== 'active') return []
  const done = new Set(steps.filter(({ state }) => DONE.has(state)).map(({ step, doer }) => `${step} ${doer}`))
  const open = steps.filter(({ step, doer }) => !done.has(`${step} ${doer}`) && ready(step, doer, done))
  const actions = open.flatMap(({ step, doer }): readonly NextAction[] => {
    const todo = TODO[doer][step]
    return todo === undefined ? [] : [{ who: doer, step, command: todo.command(id) }]
  })
  const exchanged = steps.filter(({ step }) => SHARED.includes(step)).every(({ state }) => DONE.has(state))
  const last: readonly NextAction[] = status === 'admitted' && exchanged ? [{ who: 'hub', step: 'E5', command: activate(id) }] : []
  return once([...last, ...actions])
}

/** What files must prove before a DFSP can be active. */
const SHARED: readonly Step[] = ['T2', 'C1', 'C2', 'C3', 'J2']

function ready(step: Step, doer: Doer, done: ReadonlySet<string>): boolean {
  return (TODO[doer][step]?.needs ?? []).every(([needed, by]) => done.has(`${needed} ${by}`))
}

function once(actions: readonly NextAction[]): readonly NextAction[] {
  const seen = new Set<string>()
  return actions.filter(({ who, command }) => !seen.has(`${who} ${command}`) && seen.add(`${who} ${command}`))
}
