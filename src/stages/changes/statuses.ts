import type { DfspRevisions, Revisions, Told } from './told.ts'

type Status = 'admitted' | 'active' | 'suspended' | 'left'

const SENTENCES: Readonly<Record<Status | 'none', (id: string) => string>> = {
  admitted: (id) => `Admits ${id}: it may set itself up, and is not served.`,
  active: (id) => `Activates ${id}: gateways and firewalls of the Hub serve it.`,
  suspended: (id) => `Suspends ${id}: gateways and firewalls of the Hub serve it no longer.`,
  left: (id) => `${id} leaves for ever; its id and FspId are not used again.`,
  none: (id) => `Removes ${id} from the register.`,
}

/** DFSPs that come, go, or change in status. */
export function statusChanges({ dfsps }: Revisions): readonly Told[] {
  return dfsps.flatMap(changed)
}

function changed({ id, before, after }: DfspRevisions): readonly Told[] {
  const [was, is] = [before?.profile?.value?.status ?? null, after?.profile?.value?.status ?? null]
  if (was === is) return []
  return [{ kind: 'status', dfsp: id, path: `dfsps/${id}/dfsp.yaml`, before: was, after: is, sentence: SENTENCES[is ?? 'none'](id) }]
}
