import { accessBehind } from './access/behind.ts'
import { accessIdReused } from './access/id-reused.ts'
import { accessLeftUnrevoked } from './access/left-unrevoked.ts'
import { accessOauthClient } from './access/oauth-client.ts'
import { accessOwner } from './access/owner.ts'
import { accessSharedCa } from './access/shared-ca.ts'
import { accessStatus } from './access/status.ts'
import { accessUnconfirmed } from './access/unconfirmed.ts'
import { accessUnknownRole } from './access/unknown-role.ts'
import { certAlgorithm } from './cert/algorithm.ts'
import { certCaFlag } from './cert/ca-flag.ts'
import { certCsrMismatch } from './cert/csr-mismatch.ts'
import { certDuplicateExtension } from './cert/duplicate-extension.ts'
import { certExpired } from './cert/expired.ts'
import { certExpiring } from './cert/expiring.ts'
import { certExtraData } from './cert/extra-data.ts'
import { certHost } from './cert/host.ts'
import { certIssuer } from './cert/issuer.ts'
import { certKeyCompromised } from './cert/key-compromised.ts'
import { certKeyReuse } from './cert/key-reuse.ts'
import { certMalformed } from './cert/malformed.ts'
import { certNotCanonical } from './cert/not-canonical.ts'
import { certNotYetValid } from './cert/not-yet-valid.ts'
import { certOutlivesIssuer } from './cert/outlives-issuer.ts'
import { certPurpose } from './cert/purpose.ts'
import { certRevoked } from './cert/revoked.ts'
import { certSerial } from './cert/serial.ts'
import { certUnledgered } from './cert/unledgered.ts'
import { certUnreadable } from './cert/unreadable.ts'
import { certValidityTooLong } from './cert/validity-too-long.ts'
import { certWeakKey } from './cert/weak-key.ts'
import { chainAlgorithm } from './chain/algorithm.ts'
import { chainAnchor } from './chain/anchor.ts'
import { chainCaNameReused } from './chain/ca-name-reused.ts'
import { chainCriticalExtension } from './chain/critical-extension.ts'
import { chainExpired } from './chain/expired.ts'
import { chainIncomplete } from './chain/incomplete.ts'
import { chainMalformed } from './chain/malformed.ts'
import { chainNameConstraints } from './chain/name-constraints.ts'
import { chainNotACa } from './chain/not-a-ca.ts'
import { chainOrder } from './chain/order.ts'
import { chainPathLength } from './chain/path-length.ts'
import { chainSignature } from './chain/signature.ts'
import { chainUnconstrainedIssuer } from './chain/unconstrained-issuer.ts'
import { crlAki } from './crl/aki.ts'
import { crlExpired } from './crl/expired.ts'
import { crlMalformed } from './crl/malformed.ts'
import { crlMissing } from './crl/missing.ts'
import { crlNoSigner } from './crl/no-signer.ts'
import { crlNumber } from './crl/number.ts'
import { crlSignature } from './crl/signature.ts'
import { crlUnreadable } from './crl/unreadable.ts'
import { csrAlgorithm } from './csr/algorithm.ts'
import { csrExtraData } from './csr/extra-data.ts'
import { csrKeyCompromised } from './csr/key-compromised.ts'
import { csrKeyReuse } from './csr/key-reuse.ts'
import { csrNotCanonical } from './csr/not-canonical.ts'
import { csrRequestedExtension } from './csr/requested-extension.ts'
import { csrSignature } from './csr/signature.ts'
import { csrSubject } from './csr/subject.ts'
import { csrUnreadable } from './csr/unreadable.ts'
import { csrWeakKey } from './csr/weak-key.ts'
import { endpointAddressBudget } from './endpoint/address-budget.ts'
import { endpointCallbackAddress } from './endpoint/callback-address.ts'
import { endpointCallbackHost } from './endpoint/callback-host.ts'
import { endpointCallbackUrl } from './endpoint/callback-url.ts'
import { endpointCidr } from './endpoint/cidr.ts'
import { endpointCidrOverlap } from './endpoint/cidr-overlap.ts'
import { endpointCidrReserved } from './endpoint/cidr-reserved.ts'
import { endpointCidrTooWide } from './endpoint/cidr-too-wide.ts'
import { endpointPort } from './endpoint/port.ts'
import { environmentIdChanged } from './environment/id-changed.ts'
import { environmentSiblingMissing } from './environment/sibling-missing.ts'
import { environmentTierChanged } from './environment/tier-changed.ts'
import { guardGrown } from './guard/grown.ts'
import { guardLast } from './guard/last.ts'
import { guardRemoved } from './guard/removed.ts'
import { guardTrustAnchor } from './guard/trust-anchor.ts'
import { readersDisagree } from './internal/readers-disagree.ts'
import { ruleCrashed } from './internal/rule-crashed.ts'
import { jwsAlgorithm } from './jws/algorithm.ts'
import { jwsKeyCompromised } from './jws/key-compromised.ts'
import { jwsKeyReuse } from './jws/key-reuse.ts'
import { jwsNoticeTooShort } from './jws/notice-too-short.ts'
import { jwsPrivateKey } from './jws/private-key.ts'
import { jwsSingleSlot } from './jws/single-slot.ts'
import { jwsUnreadable } from './jws/unreadable.ts'
import { jwsWeakKey } from './jws/weak-key.ts'
import { proofContinuity } from './proof/continuity.ts'
import { proofEnvironment } from './proof/environment.ts'
import { proofMissing } from './proof/missing.ts'
import { proofSignature } from './proof/signature.ts'
import { appendOnly } from './repo/append-only.ts'
import { foreignPath } from './repo/foreign-path.ts'
import { tooManyInForce } from './repo/too-many-in-force.ts'
import { treeRules } from './repo/tree-rules.ts'
import type { Kind, Rule } from './rule.ts'
import { invalid } from './schema/invalid.ts'
import { missing } from './schema/missing.ts'
import { yaml } from './schema/yaml.ts'
import { waiverApprover } from './waiver/approver.ts'
import { waiverExpired } from './waiver/expired.ts'
import { waiverNotWaivable } from './waiver/not-waivable.ts'
import { waiverTooLong } from './waiver/too-long.ts'
import { waiverUnbound } from './waiver/unbound.ts'
import { waiverUnused } from './waiver/unused.ts'

/** Rules by what they look at. */
export type RuleTable = { readonly [K in Kind]: readonly Rule<K>[] }

/** Every rule there is. Those about the tree run while it is loaded, in their own order; all others in `stages/findings.ts`. */
export const registry: RuleTable = {
  tree: treeRules,
  document: [invalid, yaml],
  csr: [
    csrAlgorithm,
    csrExtraData,
    csrKeyCompromised,
    csrKeyReuse,
    csrNotCanonical,
    csrRequestedExtension,
    csrSignature,
    csrSubject,
    csrUnreadable,
    csrWeakKey,
  ],
  certificate: [
    certAlgorithm,
    certCaFlag,
    certCsrMismatch,
    certDuplicateExtension,
    certExpired,
    certExpiring,
    certExtraData,
    certHost,
    certIssuer,
    certKeyCompromised,
    certKeyReuse,
    certMalformed,
    certNotCanonical,
    certNotYetValid,
    certOutlivesIssuer,
    certPurpose,
    certRevoked,
    certSerial,
    certUnledgered,
    certUnreadable,
    certValidityTooLong,
    certWeakKey,
    chainAlgorithm,
    chainAnchor,
    chainCaNameReused,
    chainCriticalExtension,
    chainExpired,
    chainIncomplete,
    chainMalformed,
    chainNameConstraints,
    chainNotACa,
    chainOrder,
    chainPathLength,
    chainSignature,
    chainUnconstrainedIssuer,
  ],
  crl: [crlAki, crlExpired, crlMalformed, crlNumber, crlSignature, crlUnreadable],
  jws: [jwsAlgorithm, jwsKeyCompromised, jwsKeyReuse, jwsNoticeTooShort, jwsPrivateKey, jwsSingleSlot, jwsUnreadable, jwsWeakKey],
  key: [proofContinuity, proofEnvironment, proofMissing, proofSignature],
  endpoints: [endpointAddressBudget, endpointCallbackAddress, endpointCidrReserved, endpointCidrTooWide],
  dfsp: [accessLeftUnrevoked, accessUnconfirmed, accessUnknownRole],
  waiver: [waiverApprover, waiverExpired, waiverNotWaivable, waiverTooLong, waiverUnbound, waiverUnused],
  environment: [
    missing,
    accessIdReused,
    accessOauthClient,
    accessSharedCa,
    crlMissing,
    crlNoSigner,
    endpointCallbackHost,
    endpointCallbackUrl,
    endpointCidrOverlap,
    endpointCidr,
    endpointPort,
    environmentSiblingMissing,
    readersDisagree,
    ruleCrashed,
    tooManyInForce,
  ],
  change: [
    accessBehind,
    accessOwner,
    accessStatus,
    environmentIdChanged,
    environmentTierChanged,
    guardGrown,
    guardLast,
    guardRemoved,
    guardTrustAnchor,
    appendOnly,
    foreignPath,
  ],
}

/** The rules of a table, in one list. */
export const allRules = (table: RuleTable): readonly Rule[] => Object.values(table).flatMap((rules: readonly Rule[]) => rules)
