import { caKeyName } from '../../model/ca-key-name.ts'
import { exportPkcs8, type KeyPair } from '../../pki/keys.ts'
import { writePem } from '../../pki/pem.ts'
import { type ChangeSet, joinChanges, NO_CHANGES } from '../change-set.ts'
import { crlTimes, nextCrlNumber, signCrl } from '../sign/crl.ts'
import type { InitInput } from './init-input.ts'
import type { Authorities, Authority } from './make-authorities.ts'

/** `hub/ca`, a first CRL for each CA whose key is at hand, and the keys that were made. */
export async function authorityFiles(input: InitInput, { root, clients, servers }: Authorities): Promise<ChangeSet> {
  const { days, rootDays } = input.settings.policy.crl
  const made = input.given.cas.length === 0
  const crls = await Promise.all([
    crl(input, root, { folder: 'hub/crl', days: rootDays }),
    crl(input, servers, { folder: 'hub/crl', days: rootDays }),
    crl(input, clients, { folder: 'issued/crl', days }),
  ])
  return joinChanges([
    {
      ...NO_CHANGES,
      files: [root, clients, servers].map(({ name, certificate }) => ({ path: `hub/ca/${name}.pem`, text: writePem('CERTIFICATE', certificate.der) })),
    },
    { ...NO_CHANGES, keys: made ? [root, clients, servers].flatMap((authority) => keyOf(authority, input.passphrase)) : [] },
    ...crls,
  ])
}

const keyOf = ({ name, key }: Authority, passphrase: string | null) =>
  key === null ? [] : [{ name: caKeyName(name), text: exportPkcs8(key, passphrase ?? undefined) }]

async function crl(
  input: InitInput,
  { name, certificate, ...authority }: Authority,
  place: { readonly folder: string; readonly days: number },
): Promise<ChangeSet> {
  const path = `${place.folder}/${name}.pem`
  const signer = authority.key === null ? authority.signer : signerOf(authority.key)
  if (signer === undefined)
    return { ...NO_CHANGES, notes: [`${path} is missing: the key of the CA "${name}" is not at hand; make its CRL where the key is and put it there`] }
  const { backdateMinutes } = input.settings.policy.crl
  const text = await signCrl(
    { certificate, signer },
    { number: nextCrlNumber(null, input.at), entries: [], ...crlTimes(input.at, { days: place.days, backdateMinutes }) },
  )
  return { ...NO_CHANGES, files: [{ path, text }] }
}

function signerOf({ algorithm, publicKey, sign }: KeyPair) {
  if (algorithm === 'ecdsa-with-SHA512') throw new TypeError('a P-521 key signs no CRLs here')
  return { algorithm, publicKey, sign: async (tbs: Uint8Array) => sign(tbs) }
}
