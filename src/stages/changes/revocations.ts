import type { Document, Environment } from '../../model/environment.ts'
import type { RevokedFile } from '../../model/generated/files.ts'
import { holdersOf } from '../classify/revocation-effect.ts'
import { keysOf, type Revisions, short, type Told } from './told.ts'

/** Certificates and keys that are revoked, and revocations that are taken back or changed. */
export function revocationChanges({ base, head }: Revisions): readonly Told[] {
  const [old, now] = [byName(base), byName(head)]
  return keysOf(old, now).flatMap((name): readonly Told[] => {
    const [was, is] = [old.get(name), now.get(name)]
    const holders = holdersOf(was === undefined ? head : base, name)
    const dfsp = holders.hub ? null : (holders.dfsps[0] ?? null)
    const of = whose(holders)
    if (is !== undefined && was === undefined)
      return [{ kind: 'revoke', dfsp, path: is.path, before: null, after: reason(is), sentence: `Revokes ${what(name)}${of} (${reason(is)}).` }]
    if (was !== undefined && is === undefined)
      return [{ kind: 'revoke', dfsp, path: was.path, before: reason(was), after: null, sentence: `Takes back the revocation of ${what(name)}${of}.` }]
    if (was === undefined || is === undefined || was.sha256 === is.sha256) return []
    return [{ kind: 'revoke', dfsp, path: is.path, before: reason(was), after: reason(is), sentence: `Changes the revocation of ${what(name)}${of}.` }]
  })
}

function byName({ revoked }: Environment): ReadonlyMap<string, Document<RevokedFile>> {
  return new Map(revoked.map((document) => [document.name, document]))
}

function what(name: string): string {
  return name.startsWith('spki-') ? `the key ${short(name.slice('spki-'.length))}, whatever it is used for,` : `certificate ${name}`
}

function whose({ hub, dfsps }: { readonly hub: boolean; readonly dfsps: readonly string[] }): string {
  const holders = [...(hub ? ['the Hub'] : []), ...dfsps]
  return holders.length === 0 ? ', which nobody here is known to hold' : ` of ${holders.join(' and ')}`
}

function reason({ value }: Document<RevokedFile>): string {
  return value?.reason ?? 'no readable reason'
}
