import { MuhuriError } from '../../model/errors.ts'
import type { EnvironmentFile } from '../../model/generated/files.ts'
import { type AuthorityRole, authorityRole, type HubAuthority, hubAuthorities } from '../../model/hub-authorities.ts'
import { formatInstant } from '../../model/time.ts'
import { equalBytes } from '../../pki/der.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import type { KeyPair } from '../../pki/keys.ts'
import { writePem } from '../../pki/pem.ts'
import type { Signer } from '../../ports.ts'
import { type ChangeSet, joinChanges, NO_CHANGES } from '../change-set.ts'
import { fileText } from '../file-text.ts'
import { editYaml } from '../yaml-text.ts'
import { authorityChanges, crossCertificate, freeAuthorityName, makeIssuing, makeRoot, type NewAuthority } from './authority-material.ts'
import type { RotateInput } from './rotate-input.ts'

/** A kind of CA that is rotated on its own; `root` takes both others along. */
export type RotatedRole = Exclude<AuthorityRole, 'link'>

export interface PublishInput extends RotateInput {
  readonly role: RotatedRole
  /** Key of the root that the current CA stands below, or null where it is not at hand. */
  readonly rootKey: KeyPair | null
  /** The new CA, made where the root's key is, or null to make it here. */
  readonly given: CertificateFacts | null
  /** For the new CA keys, or null. */
  readonly passphrase: string | null
  /** Signer of the new `clients` CA, opened as `nextSigner` says, where the current one's is not a file. */
  readonly signer?: Signer
}

/**
 * Adds the next CA beside the current one, which goes on issuing: everybody's trust files get it with the next render.
 * `refused` while another one is waiting already, or where what is needed to make it is not at hand.
 */
export async function publishAuthority(input: PublishInput): Promise<ChangeSet> {
  const waiting = hubAuthorities(input.environment).find(({ role, state }) => role === input.role && state === 'next')
  if (waiting !== undefined)
    throw new MuhuriError('refused', `"${waiting.name}" is published already and waits to take over`, {
      hint: `muhuri rotate ca --ca ${input.role} --dir . --phase switch`,
    })
  if (input.given !== null) return publishGiven(input, input.given)
  if (input.role === 'root') return publishRoot(input)
  const root = rootAbove(input)
  if (input.rootKey === null)
    throw new MuhuriError('refused', `the key of "${root.name}", which signs the new CA, is not at hand`, {
      hint: `name its folder with --keys, or make the CA where the key is and give it with --cert`,
    })
  requireSigner(input, input.role)
  const made = makeIssuing(input, input.role, { root: root.facts, rootKey: input.rootKey, ...signerFor(input, input.role) })
  return joinChanges([await addition(input, made), announcement(input, [{ name: made.name, like: currentOf(input, input.role) }])])
}

async function publishRoot(input: PublishInput): Promise<ChangeSet> {
  for (const role of ['clients', 'servers'] as const) requireSigner(input, role)
  const old = rootAbove({ ...input, role: 'clients' })
  const root = makeRoot(input)
  const below = { root: root.certificate, rootKey: root.key }
  const made = [makeIssuing(input, 'clients', { ...below, ...signerFor(input, 'clients') }), makeIssuing(input, 'servers', below)] as const
  const cross =
    input.rootKey === null
      ? {
          ...NO_CHANGES,
          notes: [
            `the key of "${old.name}" is not at hand, so nothing leads from it to "${root.name}": tell every DFSP the new fingerprint over another channel`,
          ],
        }
      : crossCertificate(input, root, { authority: old, key: input.rootKey })
  const [clients, servers] = made
  return joinChanges([
    await authorityChanges(input, root, { passphrase: input.passphrase, online: false }),
    cross,
    await addition({ ...input, role: 'clients' }, clients),
    await addition({ ...input, role: 'servers' }, servers),
    announcement(input, [
      { name: root.name, like: null },
      { name: clients.name, like: currentOf(input, 'clients') },
      { name: servers.name, like: currentOf(input, 'servers') },
    ]),
  ])
}

function publishGiven(input: PublishInput, certificate: CertificateFacts): ChangeSet {
  if (input.role === 'root')
    throw new MuhuriError('usage', 'a new root comes with CAs below it: put their certificates into hub/ca and their names into authorities.published', {
      hint: 'or make them here: leave out --cert',
    })
  requireNewAuthority(input, certificate)
  const name = freeAuthorityName(input, input.role)
  return joinChanges([
    { ...NO_CHANGES, files: [{ path: `hub/ca/${name}.pem`, text: writePem('CERTIFICATE', certificate.der) }] },
    announcement(input, [{ name, like: currentOf(input, input.role) }]),
    {
      ...NO_CHANGES,
      notes: Object.hasOwn(input.settings.signers, currentOf(input, input.role))
        ? [`check signers.${name} in environment.yaml: it is the old one's, with key "${name}"`]
        : [],
    },
  ])
}

/** A key or a name twice would make two CAs one. */
function requireNewAuthority({ environment, role }: PublishInput, certificate: CertificateFacts): void {
  const { subject, publicKey } = certificate
  if (authorityRole(certificate) !== role) throw new MuhuriError('usage', `the certificate given with --cert is no CA for ${role}: "${subject.text}"`)
  const twin = hubAuthorities(environment).find(({ facts }) => facts.publicKey.sha256 === publicKey.sha256 || equalBytes(facts.subject.der, subject.der))
  if (twin !== undefined)
    throw new MuhuriError('refused', `the certificate given with --cert has the key or the subject of hub/ca/${twin.name}.pem; every CA has its own`, {
      hint: 'chain/ca-name-reused: make the new CA with a new key and a new subject',
    })
}

const addition = (input: PublishInput, made: NewAuthority): Promise<ChangeSet> =>
  authorityChanges(input, made, { passphrase: input.passphrase, online: Object.hasOwn(input.settings.signers, currentOf(input, input.role)) })

/** Name of the CA of that role that issues now. */
export const currentOf = ({ settings }: Pick<RotateInput, 'settings'>, role: RotatedRole): string =>
  role === 'servers' ? settings.authorities.servers : settings.authorities.clients

/** The root above the CA of that role that issues now. */
export function rootAbove({ environment, settings, role }: Pick<PublishInput, 'environment' | 'settings' | 'role'>): HubAuthority {
  const all = hubAuthorities(environment)
  const current = all.find(({ name }) => name === currentOf({ settings }, role))
  const root = all.find((ca) => ca.role === 'root' && current !== undefined && equalBytes(ca.facts.subject.der, current.facts.issuer.der))
  if (root === undefined) throw new MuhuriError('refused', `no root in hub/ca stands above "${currentOf({ settings }, role)}"`, { hint: 'muhuri check' })
  return root
}

const signerFor = ({ signer }: PublishInput, role: RotatedRole) => (signer === undefined || role !== 'clients' ? {} : { signer })

/** A CA key is only ever made in a file where the signer is one. */
function requireSigner(input: PublishInput, role: RotatedRole): void {
  const name = currentOf(input, role)
  const kind = input.settings.signers[name]?.kind
  if (kind === undefined || kind === 'file' || 'signer' in signerFor(input, role)) return
  throw new MuhuriError('refused', `the signer of "${name}" is ${kind}: the key of the next CA must be made there too, not here`, {
    hint: 'make key and certificate there, and give the certificate with --cert',
  })
}

/** environment.yaml with the new CAs: when each was published, and a signer where the one before has one. */
function announcement(input: PublishInput, added: readonly { readonly name: string; readonly like: string | null }[]): ChangeSet {
  const { environment, settings, at } = input
  const edits = added.flatMap(({ name, like }) => {
    const own = like === null ? undefined : signerLike(settings, like, name)
    return [[['authorities', 'published', name], formatInstant(at)] as const, ...(own === undefined ? [] : [[['signers', name], own] as const])]
  })
  return { ...NO_CHANGES, files: [{ path: 'environment.yaml', text: editYaml(fileText(environment, 'environment.yaml'), edits) }] }
}

/** The signer of a CA's successor: the same place, with the successor's name for the key. */
function signerLike({ signers }: EnvironmentFile, current: string, name: string): EnvironmentFile['signers'][string] | undefined {
  const signer = signers[current]
  if (signer === undefined || !('key' in signer)) return signer
  return { ...signer, key: signer.key.endsWith(current) ? `${signer.key.slice(0, -current.length)}${name}` : name }
}

/** Name and signer settings of the next `clients` CA, or null where no signer issues for the current one. */
export function nextSigner(input: RotateInput): { readonly ca: string; readonly settings: EnvironmentFile['signers'][string] } | null {
  const ca = freeAuthorityName(input, 'clients')
  const settings = signerLike(input.settings, currentOf(input, 'clients'), ca)
  return settings === undefined ? null : { ca, settings }
}
