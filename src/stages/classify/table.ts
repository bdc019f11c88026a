import type { Dfsp } from '../../model/environment.ts'
import type { LocationKind } from '../../model/layout.ts'
import type { PathChange } from '../../model/tree-changes.ts'
import type { PublicKeyFacts } from '../../pki/facts.ts'
import { added, addedCa, replaced, retired, sameIdentity, sameName, underKnownCa } from './artefact-effects.ts'
import { crlModified, endpointsModified, profileModified, scheduleAdded } from './document-effects.ts'
import { type ClassOf, hubAdmin, hubReview, restrict, selfService } from './effect.ts'
import { revocationAdded } from './revocation-effect.ts'

type Row = Readonly<Record<PathChange['change'], ClassOf>>

const ADMIN: Row = { added: hubAdmin, modified: hubAdmin, deleted: hubAdmin }

const client = ({ client }: Dfsp): Dfsp['client'] => client
const server = ({ server }: Dfsp): Dfsp['server'] => server
const hubClient = ({ hubClient }: Dfsp): Dfsp['hubClient'] => hubClient

const addClient = added(client, {
  like: (old, now) => sameName(old.subject, now.subject),
  unlike: hubReview,
  key: ({ publicKey }) => publicKey,
  purpose: 'client',
})
const addServer = added(server, { like: sameIdentity, unlike: underKnownCa, key: ([leaf]) => leaf.publicKey, purpose: 'server' })
const addHubClient = added(hubClient, { like: sameIdentity, unlike: hubAdmin })

function keys(of: (dfsp: Dfsp) => Dfsp['jws'], purpose: 'jws' | 'oauth'): Row {
  const add = added(of, { like: () => true, unlike: hubAdmin, key: (key) => key, purpose })
  const same = (one: PublicKeyFacts, other: PublicKeyFacts): boolean => one.sha256 === other.sha256
  return { added: add, modified: replaced(of, { same, add, least: hubReview }), deleted: retired(of) }
}

/** The change classes of DESIGN §2: every place of the layout, what happens to it, and with what effect. No row is hub-admin. */
export const CLASSES: Readonly<Record<LocationKind, Row>> = {
  environment: ADMIN,
  'hub-profile': ADMIN,
  'hub-endpoints': ADMIN,
  'hub-ca': ADMIN,
  'hub-server': ADMIN,
  'hub-jws': ADMIN,
  'hub-jws-schedule': ADMIN,
  'hub-server-ca': ADMIN,
  'hub-crl': ADMIN,
  'hub-oauth': ADMIN,
  'hub-oauth-key': ADMIN,
  'hub-installed': ADMIN,
  'hub-deploy': ADMIN,
  'hub-officer': ADMIN,
  'dfsp-profile': { added: hubAdmin, modified: profileModified, deleted: hubAdmin },
  'dfsp-endpoints': { added: hubReview, modified: endpointsModified, deleted: hubReview },
  'dfsp-ca': { added: addedCa, modified: hubAdmin, deleted: hubAdmin },
  'dfsp-server-ca': { added: addedCa, modified: hubAdmin, deleted: hubAdmin },
  'dfsp-server': {
    added: addServer,
    modified: replaced(server, { same: ([one], [other]) => one.sha256 === other.sha256, add: addServer, least: selfService }),
    deleted: retired(server),
  },
  'dfsp-client': { added: addClient, modified: addClient, deleted: restrict },
  'dfsp-hub-client-request': ADMIN,
  'dfsp-hub-client': { added: addHubClient, modified: addHubClient, deleted: retired(hubClient) },
  'dfsp-jws': keys(({ jws }) => jws, 'jws'),
  'dfsp-jws-schedule': { added: scheduleAdded, modified: hubReview, deleted: hubReview },
  'dfsp-oauth': keys(({ oauth }) => oauth, 'oauth'),
  'dfsp-officer': ADMIN,
  'dfsp-crl': { added: restrict, modified: crlModified, deleted: hubReview },
  'dfsp-proof': { added: selfService, modified: hubReview, deleted: hubReview },
  'dfsp-installed': { added: selfService, modified: selfService, deleted: selfService },
  confirmation: ADMIN,
  revoked: { added: revocationAdded, modified: hubAdmin, deleted: hubAdmin },
  waiver: ADMIN,
  'blocked-keys': ADMIN,
  'issued-certificate': ADMIN,
  'issued-record': ADMIN,
  'issued-crl': ADMIN,
  'issued-key': ADMIN,
  project: ADMIN,
  workflow: ADMIN,
  unknown: ADMIN,
}
