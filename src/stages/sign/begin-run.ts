import type { Environment } from '../../model/environment.ts'
import { MuhuriError } from '../../model/errors.ts'
import { equalBytes } from '../../pki/der.ts'
import type { CertificateFacts } from '../../pki/facts.ts'
import type { Signer } from '../../ports.ts'
import type { SigningCa, SignRequest, SignRun } from './run.ts'

/** A run with its CAs, each signer proven to be the key of the CA it signs for; else `refused`, before anything is signed. */
export function beginRun(request: SignRequest): SignRun {
  const document = request.environment.settings
  if (document === null || document.value === null) throw new MuhuriError('usage', 'environment.yaml cannot be read', { hint: 'muhuri check' })
  const cas = new Map<string, SigningCa>()
  for (const [name, signer] of request.signers) cas.set(name, { name, signer, certificate: caCertificate(request.environment, name, signer) })
  return { ...request, settings: document.value, policy: `sha256:${document.sha256}`, cas }
}

function caCertificate(environment: Environment, name: string, signer: Signer): CertificateFacts {
  const artefact = environment.hub.ca.find((ca) => ca.name === name)
  if (artefact === undefined || !artefact.parsed.ok)
    throw new MuhuriError('refused', `the signer "${name}" has no certificate that can be read in hub/ca/${name}.pem`, { hint: 'muhuri check' })
  const certificate = artefact.parsed.facts
  if (!equalBytes(certificate.publicKey.spki, signer.publicKey)) {
    throw new MuhuriError('refused', `the key of the signer "${name}" is not the key of hub/ca/${name}.pem`, {
      hint: "name the folder that holds that CA's key with --keys",
    })
  }
  return certificate
}
