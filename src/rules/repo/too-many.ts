import { type LocationKind, locate } from '../../model/layout.ts'
import { treeRule } from './tree-rule.ts'

/** How many files of a kind one DFSP may have; both CA folders count as one. */
const LIMITS: Partial<Readonly<Record<LocationKind, { readonly group: string; readonly limit: number; readonly what: string }>>> = {
  'dfsp-jws': { group: 'jws', limit: 4, what: 'JWS keys' },
  'dfsp-ca': { group: 'ca', limit: 6, what: 'CA files' },
  'dfsp-server-ca': { group: 'ca', limit: 6, what: 'CA files' },
  'dfsp-server': { group: 'server', limit: 4, what: 'server certificates' },
}

export const tooMany = treeRule({
  code: 'repo/too-many',
  summary: 'A DFSP has at most 4 JWS keys, 6 CA files, 4 server certificates and 4 client certificates in force.',
  *check(tree) {
    const counts = new Map<string, number>()
    for (const { path } of tree.entries) {
      const { kind, dfsp } = locate(path)
      const limit = LIMITS[kind]
      if (limit === undefined) continue
      const key = `${dfsp}/${limit.group}`
      const count = (counts.get(key) ?? 0) + 1
      counts.set(key, count)
      if (count > limit.limit)
        yield {
          path,
          message: `this is number ${count} of the ${limit.what} of "${dfsp}"; expected at most ${limit.limit}`,
          hint: 'remove those that are not used any more',
        }
    }
  },
})
