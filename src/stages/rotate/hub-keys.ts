import { sha256Hex } from '../../pki/digest.ts'
import { exportPkcs8, exportPublicKey, generateKey } from '../../pki/keys.ts'
import type { ChangeSet } from '../change-set.ts'
import { freeName } from '../free-name.ts'
import { rotateJws } from '../jws-rotation.ts'
import type { RotateInput } from './rotate-input.ts'

/** The Hub's next JWS key, announced as policy asks; old ones get an end. */
export function rotateHubJws({ environment, settings, takenKeys, at }: RotateInput, given: Uint8Array | null): ChangeSet {
  const { jws, jwsSchedules } = environment.hub
  const { noticeHours } = settings.policy.jws
  return rotateJws({ environment, folder: 'hub/jws', keys: jws, schedules: jwsSchedules, prefix: 'hub-jws-', takenKeys, given, noticeHours, at })
}

/** The Hub's next key for manifests, beside the old one: who pulls must trust it before anything is signed with it. */
export function rotateDeploy({ environment, takenKeys, at }: RotateInput): ChangeSet {
  const prefix = 'hub-deploy-'
  const name = freeName(at, { there: environment.hub.deploy.map((key) => key.name), keys: takenKeys, prefix })
  const key = generateKey('p256')
  return {
    files: [{ path: `hub/deploy/${name}.pem`, text: exportPublicKey(key) }],
    keys: [{ name: `${prefix}${name}.key`, text: exportPkcs8(key) }],
    notes: [`tell everyone who pulls the new fingerprint, ${sha256Hex(key.publicKey)}, then bring ${prefix}${name}.key to where render signs`],
  }
}
