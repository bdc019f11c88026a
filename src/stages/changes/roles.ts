import type { Environment } from '../../model/environment.ts'
import { type DfspRevisions, keysOf, type Revisions, type Told } from './told.ts'

/** Roles that DFSPs get and lose, and operations that a role itself gets and loses. */
export function roleChanges({ base, head, dfsps }: Revisions): readonly Told[] {
  return [...definitions(base, head), ...dfsps.flatMap((pair) => given(pair, [base, head]))]
}

function definitions(base: Environment, head: Environment): readonly Told[] {
  const [old, now] = [roles(base), roles(head)]
  return keysOf(old, now).flatMap((role) => {
    const holders = head.dfsps.filter(({ profile }) => profile?.value?.roles.includes(role)).map(({ id }) => id)
    const { more, less } = difference(old.get(role) ?? [], now.get(role) ?? [])
    const who = holders.length === 0 ? 'no DFSP has it' : `held by ${holders.length} ${holders.length === 1 ? 'DFSP' : 'DFSPs'}`
    const place = { kind: 'role', dfsp: null, path: 'environment.yaml' } as const
    return [
      ...(more.length === 0 ? [] : [{ ...place, before: null, after: more.join(', '), sentence: `Widens role ${role} (${who}) by ${more.join(', ')}.` }]),
      ...(less.length === 0 ? [] : [{ ...place, before: less.join(', '), after: null, sentence: `Narrows role ${role} (${who}) by ${less.join(', ')}.` }]),
    ]
  })
}

function given({ id, before, after }: DfspRevisions, [base, head]: readonly [Environment, Environment]): readonly Told[] {
  const { more, less } = difference(before?.profile?.value?.roles ?? [], after?.profile?.value?.roles ?? [])
  const place = { kind: 'role', dfsp: id, path: `dfsps/${id}/dfsp.yaml` } as const
  return [
    ...more.map((role) => ({ ...place, before: null, after: role, sentence: `Gives ${id} the role ${role}${operations(roles(head).get(role))}.` })),
    ...less.map((role) => ({ ...place, before: role, after: null, sentence: `Takes the role ${role} from ${id}${operations(roles(base).get(role))}.` })),
  ]
}

function operations(list: readonly string[] | undefined): string {
  return list === undefined || list.length === 0 ? '' : `: ${list.join(', ')}`
}

function roles({ settings }: Environment): ReadonlyMap<string, readonly string[]> {
  return new Map(Object.entries(settings?.value?.roles ?? {}))
}

function difference(old: readonly string[], now: readonly string[]): { readonly more: readonly string[]; readonly less: readonly string[] } {
  return { more: now.filter((each) => !old.includes(each)), less: old.filter((each) => !now.includes(each)) }
}
