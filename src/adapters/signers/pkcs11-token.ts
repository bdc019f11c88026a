import { realpath } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import type { Crypto } from 'node-webcrypto-p11'
import { MuhuriError } from '../../model/errors.ts'
import { readSecret } from '../secret-file.ts'
import type { SettingsOf, SignerPlace } from './open-signer.ts'

type Library = typeof import('node-webcrypto-p11')

/** A session with the token of that label, logged in as its user. */
export interface TokenSession {
  readonly crypto: Crypto
  readonly library: Library
}

export interface TokenOptions extends Pick<SignerPlace, 'ca' | 'env'> {
  /** To create keys, not only to sign. */
  readonly write: boolean
}

const PIN_FILE = 'MUHURI_PKCS11_PIN_FILE'

/** Opens the one token of that label in the module, with the PIN from the file that `MUHURI_PKCS11_PIN_FILE` names. The PIN is tried once: tokens lock. */
export async function openToken(settings: Pick<SettingsOf<'pkcs11'>, 'module' | 'token'>, { ca, env, write }: TokenOptions): Promise<TokenSession> {
  const pinFile = env[PIN_FILE]
  if (pinFile === undefined || pinFile === '')
    throw new MuhuriError('refused', `the signer "${ca}" is a PKCS#11 token, and no file with its PIN is named`, {
      hint: `name it with --pin-file or ${PIN_FILE}`,
    })
  const pin = await readSecret({ what: 'the PIN', path: pinFile })
  const library = await loadLibrary()
  const path = await modulePath(settings.module)
  const slot = slotOf(library, { path, token: settings.token })
  const crypto = attempt(`the PKCS#11 token "${settings.token}" cannot be opened`, () => new library.Crypto({ library: path, slot, readWrite: write }))
  attempt(`the PKCS#11 token "${settings.token}" refuses the PIN in "${pinFile}"`, () => crypto.login(pin))
  // A key that asks for the PIN at every use gets it.
  crypto.onAlwaysAuthenticate = () => pin
  return { crypto, library }
}

/** Loaded only where a token is asked for: the package is native, and optional. */
async function loadLibrary(): Promise<Library> {
  try {
    return await import('node-webcrypto-p11')
  } catch (cause) {
    throw new MuhuriError('refused', 'the package pkcs11js, which PKCS#11 signers need, is not built here', {
      hint: 'sudo apt-get install python3 make g++ && npm ci',
      cause,
    })
  }
}

async function modulePath(module: string): Promise<string> {
  if (!isAbsolute(module)) throw new MuhuriError('refused', `the PKCS#11 module "${module}" is not an absolute path`)
  try {
    return await realpath(module)
  } catch (cause) {
    throw new MuhuriError('refused', `the PKCS#11 module "${module}" cannot be read`, { cause })
  }
}

function slotOf({ Crypto: Session }: Library, { path, token }: { readonly path: string; readonly token: string }): number {
  const labels = attempt(`the PKCS#11 module "${path}" cannot be used`, () => {
    const slots = new Session({ library: path }).slot.module.getSlots(true)
    // PKCS#11 pads labels with spaces to 32 octets.
    return Array.from({ length: slots.length }, (_, index) => slots.items(index).getToken().label.trimEnd())
  })
  const [slot, second] = labels.flatMap((label, index) => (label === token ? [index] : []))
  if (slot === undefined) throw new MuhuriError('refused', `the PKCS#11 module "${path}" has no token "${token}"`)
  if (second !== undefined) throw new MuhuriError('refused', `the PKCS#11 module "${path}" has more than one token "${token}"`)
  return slot
}

/** Runs what a driver may refuse; of its error only the PKCS#11 code is repeated. */
export function attempt<T>(sentence: string, run: () => T): T {
  try {
    return run()
  } catch (cause) {
    throw tokenError(sentence, cause)
  }
}

/** `refused`, with the PKCS#11 code of what the driver said. */
export function tokenError(sentence: string, cause: unknown): MuhuriError {
  if (cause instanceof MuhuriError) return cause
  const [code] = /\bCKR_[A-Z0-9_]+/.exec(cause instanceof Error ? cause.message : '') ?? []
  return new MuhuriError('refused', code === undefined ? sentence : `${sentence}: ${code}`, { cause })
}
