/* Generated from schemas/ by scripts/generate.ts: run `npm run generate` after a change there. */

/**
 * environment.yaml: identity, policy and roles of one environment of a scheme.
 */
export interface EnvironmentFile {
  /**
   * 128 random bits, lower-case hex, made by init. It never changes; every proof and manifest carries it.
   */
  readonly id: string
  /**
   * Short name of the environment.
   */
  readonly name: string
  /**
   * How much the environment is trusted with. It never goes down.
   */
  readonly tier: 'sandbox' | 'pre-production' | 'production'
  /**
   * Client certificates carry the URI spiffe://<trust domain>/dfsp/<id>.
   */
  readonly trustDomain: string
  /**
   * The Hub's own FspId.
   */
  readonly hub: string
  /**
   * What keys, certificates, addresses and changes must satisfy. What is left out has its default.
   */
  readonly policy: {
    /**
     * strict demands proofs, confirmations, officers and two hub-admin approvals. Production is always strict.
     */
    readonly assurance: 'basic' | 'strict'
    /**
     * Public keys that are accepted in certificates and requests.
     */
    readonly keys: {
      /**
       * RSA modulus lengths that are accepted.
       */
      readonly rsaBits: readonly number[]
      /**
       * Public exponents that are accepted.
       */
      readonly rsaExponents: readonly number[]
      /**
       * Elliptic curves that are accepted.
       */
      readonly curves: readonly ('P-256' | 'P-384' | 'P-521')[]
      /**
       * File of SHA-256 sums of keys that nobody may use, one a line.
       */
      readonly blocked: 'blocked-keys.txt'
    }
    /**
     * Those that the Hub issues to DFSPs.
     */
    readonly clientCertificate: {
      /**
       * How long one is valid.
       */
      readonly days: number
      /**
       * From how many days before its end a warning is given.
       */
      readonly renewBeforeDays: number
      /**
       * How many minutes before its issue one is valid, for clocks that are slow.
       */
      readonly backdateMinutes: number
    }
    /**
     * The Hub's and the DFSPs' own.
     */
    readonly serverCertificate: {
      /**
       * How many days one may be valid.
       */
      readonly maxDays: number
      /**
       * From how many days before its end a warning is given.
       */
      readonly renewBeforeDays: number
    }
    /**
     * Those that DFSPs' CAs issue to the Hub.
     */
    readonly hubClientCertificate: {
      /**
       * How many days one may be valid.
       */
      readonly maxDays: number
      /**
       * From how many days before its end a warning is given.
       */
      readonly renewBeforeDays: number
    }
    /**
     * Roots and intermediates of either side.
     */
    readonly ca: {
      /**
       * How many days one may be valid.
       */
      readonly maxDays: number
    }
    /**
     * Keys and signatures of FSPIOP messages.
     */
    readonly jws: {
      /**
       * Signature algorithms that are accepted.
       */
      readonly algorithms: readonly ('RS256' | 'ES256')[]
      /**
       * RSA modulus lengths that are accepted for JWS.
       */
      readonly rsaBits: readonly number[]
      /**
       * How many hours before its use a new key must be published.
       */
      readonly noticeHours: number
      /**
       * How old a signed message may be.
       */
      readonly maxAgeSeconds: number
    }
    /**
     * Revocation lists of the Hub CAs.
     */
    readonly crl: {
      /**
       * How long a list of an online CA is valid.
       */
      readonly days: number
      /**
       * From how many days before its end a new one is made.
       */
      readonly refreshBeforeDays: number
      /**
       * How long the list of the offline root is valid.
       */
      readonly rootDays: number
      /**
       * How many minutes before its making one is valid.
       */
      readonly backdateMinutes: number
      /**
       * Where the clients CA publishes its list; null for nowhere.
       */
      readonly url: string | null
    }
    /**
     * CIDRs that DFSPs may register.
     */
    readonly addresses: {
      /**
       * A shorter one is too wide.
       */
      readonly minPrefixV4: number
      /**
       * A shorter one is too wide.
       */
      readonly minPrefixV6: number
      /**
       * How many CIDRs one DFSP may register.
       */
      readonly maxEntries: number
      /**
       * Special ranges that are accepted; production accepts none.
       */
      readonly allow: readonly ('private' | 'documentation')[]
    }
    /**
     * Callback URLs of DFSPs.
     */
    readonly callbacks: {
      /**
       * Ports that callback URLs may name.
       */
      readonly ports: readonly number[]
    }
    /**
     * How much one change may take away or add.
     */
    readonly guards: {
      /**
       * The share of items that may go in one change.
       */
      readonly removedRatio: number
      /**
       * Below this many items the share is not counted.
       */
      readonly minItems: number
      /**
       * How many times the address space may grow.
       */
      readonly grownRatio: number
    }
  }
  /**
   * What each role may call: METHOD /resource. A resource covers what is below it, by whole segments.
   */
  readonly roles: {
    /**
     * @maxItems 64
     */
    readonly [k: string]: readonly string[]
  }
  /**
   * The token issuer, and what an access token must say.
   */
  readonly oauth: {
    /**
     * The iss claim, exactly.
     */
    readonly issuer: string
    /**
     * The aud claim, exactly, or one of at most four.
     */
    readonly audience: string
    /**
     * The claim that names the DFSP's client.
     */
    readonly clientClaim: string
    /**
     * Signature algorithms that are accepted.
     *
     * @minItems 1
     */
    readonly algorithms: readonly ('RS256' | 'ES256')[]
    /**
     * Whether a token must name its client certificate (RFC 8705 cnf.x5t#S256).
     */
    readonly certificateBound: boolean
  }
  /**
   * Interledger protocol of the transfers.
   */
  readonly ilp: {
    /**
     * ILP version 1 or 4.
     */
    readonly version: 1 | 4
  }
  /**
   * One for each Hub CA that signs online; the name is the CA file's.
   */
  readonly signers: {
    readonly [k: string]:
      | {
          readonly kind: 'file'
        }
      | {
          readonly kind: 'pkcs11'
          /**
           * Absolute path of the PKCS#11 library.
           */
          readonly module: string
          /**
           * Label of the token.
           */
          readonly token: string
          /**
           * Label of the key.
           */
          readonly key: string
        }
      | {
          readonly kind: 'vault'
          /**
           * https://host[:port]; http only to this machine itself.
           */
          readonly address: string
          /**
           * Mount of the transit engine.
           */
          readonly mount: string
          /**
           * Name of the transit key.
           */
          readonly key: string
        }
  }
  /**
   * Which Hub CA issues what, and how far a change of CA has come; rotate writes it.
   */
  readonly authorities: {
    /**
     * The CA in hub/ca that issues the DFSPs' client certificates.
     */
    readonly clients: string
    /**
     * The CA in hub/ca that issues the Hub's server certificates.
     */
    readonly servers: string
    /**
     * When a new CA was added, by its name: a bundle that is older does not contain it.
     */
    readonly published: {
      readonly [k: string]: string
    }
    /**
     * CAs that are trusted no more and sign nothing; their certificates stay in hub/ca, because what they issued stays on record.
     *
     * @maxItems 64
     */
    readonly retired: readonly string[]
  }
  /**
   * What render makes for each side.
   */
  readonly targets: {
    /**
     * Products that the Hub runs.
     */
    readonly hub: readonly (
      | 'nftables'
      | 'iptables'
      | 'networkpolicy'
      | 'calico'
      | 'cilium'
      | 'aws'
      | 'haproxy'
      | 'nginx'
      | 'envoy'
      | 'istio'
      | 'keycloak'
      | 'jwks'
      | 'mojaloop'
    )[]
    /**
     * Products that DFSPs run.
     */
    readonly dfsp: readonly ('sdk-scheme-adapter' | 'nftables' | 'haproxy' | 'nginx' | 'trust-bundle')[]
  }
  /**
   * Who approves what the class hub-review asks.
   */
  readonly reviewers: {
    /**
     * Name of the team on the Git host.
     */
    readonly team: string
    /**
     * How many of them must approve.
     */
    readonly approvals: number
  }
  /**
   * Who approves what the class hub-admin asks.
   */
  readonly admins: {
    /**
     * Name of the team on the Git host.
     */
    readonly team: string
    /**
     * How many of them must approve.
     */
    readonly approvals: number
  }
  /**
   * environment: reviewers of the Git host; officers: signatures over the signing manifest.
   */
  readonly approval: 'environment' | 'officers'
  /**
   * The actions that the workflows run, and no others; init fills both in.
   */
  readonly toolkit?: {
    /**
     * Their repository, owner/name.
     */
    readonly actions: string
    /**
     * The commit that every uses: of theirs is pinned to, never a tag or a branch.
     */
    readonly commit: string
  }
}

/**
 * hub/hub.yaml: who operates the Hub. Numeric ids decide who may do what.
 */
export interface HubFile {
  /**
   * Legal name of the operator.
   */
  readonly name: string
  /**
   * ISO 3166-1 alpha-2 code, in capitals.
   */
  readonly country: string
  /**
   * Numeric ids of those who may approve everything.
   *
   * @maxItems 64
   */
  readonly admins: readonly number[]
  /**
   * Numeric ids of those who may approve hub-review changes.
   *
   * @maxItems 64
   */
  readonly reviewers: readonly number[]
  /**
   * Numeric ids of the accounts that write the machine layer.
   *
   * @maxItems 64
   */
  readonly machines: readonly number[]
  /**
   * Where to write, and for what.
   *
   * @maxItems 16
   *
   * Items: One address.
   */
  readonly contacts: readonly {
    /**
     * Address of a mailbox that is read.
     */
    readonly email: string
    /**
     * What this address is for.
     */
    readonly for: 'technical' | 'security' | 'business' | 'legal'
  }[]
}

/**
 * hub/endpoints.yaml: where DFSPs call, and where callbacks come from.
 */
export interface HubEndpointsFile {
  /**
   * What DFSPs call.
   */
  readonly ingress: {
    /**
     * DNS name in the Hub's server certificate.
     */
    readonly host: string
    /**
     * TCP port of the gateway.
     */
    readonly port: number
    /**
     * IP addresses of that host.
     *
     * @maxItems 256
     */
    readonly addresses: readonly string[]
    /**
     * For a load balancer in front of the gateway.
     */
    readonly proxyProtocol: {
      /**
       * Not empty: PROXY v2 is required, and taken from these only.
       *
       * @maxItems 256
       */
      readonly from: readonly string[]
    }
  }
  /**
   * Where callbacks come from.
   */
  readonly egress: {
    /**
     * CIDRs that DFSPs must let in.
     *
     * @maxItems 256
     */
    readonly addresses: readonly string[]
  }
  /**
   * Hub services behind the inbound gateway.
   */
  readonly upstream: {
    /**
     * URL of the services.
     */
    readonly base: string
    /**
     * Where a resource is served elsewhere.
     */
    readonly resources: {
      readonly [k: string]: string
    }
  }
  /**
   * The outbound gateway, to which Hub services hand callbacks.
   */
  readonly outbound: {
    /**
     * Address and port it listens on.
     */
    readonly bind: string
    /**
     * Where Hub services reach it.
     */
    readonly url: string
  }
  /**
   * Where DFSPs get access tokens.
   */
  readonly token: {
    /**
     * The token endpoint.
     */
    readonly url: string
    /**
     * IP addresses of that host.
     *
     * @maxItems 256
     */
    readonly addresses: readonly string[]
  }
}

/**
 * hub/oauth/<name>.yaml: how the token issuer names the key in <name>.pem.
 */
export interface OauthKeyFile {
  /**
   * The kid, exactly as the issuer gives it.
   */
  readonly kid: string
  /**
   * The only algorithm that this key may be used with.
   */
  readonly alg: 'RS256' | 'ES256'
}

/**
 * dfsps/<id>/dfsp.yaml: who the DFSP is and what it may do. Only the Hub changes it.
 */
export interface DfspFile {
  /**
   * Name of at most 64 characters; a longer one goes into legalName. It stands in certificates.
   */
  readonly name: string
  /**
   * The full legal name, where it is longer than 64 characters.
   */
  readonly legalName?: string
  /**
   * ISO 3166-1 alpha-2 code, in capitals.
   */
  readonly country: string
  /**
   * Where the DFSP is in its life.
   */
  readonly status: 'admitted' | 'active' | 'suspended' | 'left'
  /**
   * Written by activate where steps that no file proves were taken on trust.
   */
  readonly activated?: {
    /**
     * When.
     */
    readonly at: string
    /**
     * Steps of the exchange that neither side had confirmed.
     *
     * @maxItems 17
     */
    readonly unconfirmed: readonly ('T1' | 'T2' | 'T3' | 'C1' | 'C2' | 'C3' | 'C4' | 'C5' | 'J1' | 'J2' | 'J3' | 'J4' | 'E1' | 'E2' | 'E3' | 'E4' | 'E5')[]
  }
  /**
   * Numeric ids of the DFSP's people on the Git host.
   *
   * @minItems 1
   * @maxItems 64
   */
  readonly owners: readonly number[]
  /**
   * Roles of environment.yaml.
   *
   * @maxItems 64
   */
  readonly roles: readonly string[]
  /**
   * ISO 4217 codes.
   *
   * @maxItems 64
   */
  readonly currencies: readonly string[]
  /**
   * Only where the name on the wire differs from the folder's.
   */
  readonly fspId?: string
  /**
   * How the DFSP gets its tokens.
   */
  readonly oauth?: {
    /**
     * Its client id at the token issuer.
     */
    readonly client: string
  }
  /**
   * Where to write, and for what.
   *
   * @maxItems 16
   *
   * Items: One address.
   */
  readonly contacts: readonly {
    /**
     * Address of a mailbox that is read.
     */
    readonly email: string
    /**
     * What this address is for.
     */
    readonly for: 'technical' | 'security' | 'business' | 'legal'
  }[]
}

/**
 * dfsps/<id>/endpoints.yaml: where the DFSP calls from, and where it is called.
 */
export interface DfspEndpointsFile {
  /**
   * The addresses that the DFSP calls from.
   *
   * @maxItems 4096
   *
   * Items: One CIDR.
   */
  readonly egress: readonly {
    /**
     * IPv4 or IPv6 network.
     */
    readonly cidr: string
    /**
     * What it is, for people.
     */
    readonly note?: string
    /**
     * Other DFSPs behind the same NAT; both sides must say so.
     *
     * @maxItems 16
     */
    readonly sharedWith?: readonly string[]
  }[]
  /**
   * Where the Hub calls.
   */
  readonly callbacks: {
    /**
     * URL under which all resources are served.
     */
    readonly base: string
    /**
     * Where a resource is served elsewhere.
     */
    readonly resources: {
      readonly [k: string]: string
    }
    /**
     * IP addresses of the callback hosts; required but in sandboxes.
     *
     * @maxItems 256
     */
    readonly addresses: readonly string[]
  }
}

/**
 * jws/<name>.yaml: when the key in <name>.pem is used.
 */
export interface JwsScheduleFile {
  /**
   * The first instant at which it may sign; without it, at once.
   */
  readonly activeFrom?: string
  /**
   * The last instant at which it may sign; without it, no end.
   */
  readonly retireAfter?: string
}

/**
 * dfsps/<id>/installed.yaml and hub/installed/<id>.yaml: what one side has installed of the other.
 */
export interface InstalledFile {
  /**
   * SHA-256 of the manifest that was installed.
   */
  readonly bundle: string
  /**
   * The manifest's sequence.
   */
  readonly sequence: number
  /**
   * When it was installed.
   */
  readonly at: string
  /**
   * Steps of the exchange that are done by it.
   */
  readonly steps: readonly ('T1' | 'T2' | 'T3' | 'C1' | 'C2' | 'C3' | 'C4' | 'C5' | 'J1' | 'J2' | 'J3' | 'J4' | 'E1' | 'E2' | 'E3' | 'E4' | 'E5')[]
  /**
   * SHA-256 of every CA certificate that the bundle brought; without it, what the other side had published by then is taken to be in it.
   *
   * @maxItems 4096
   */
  readonly trust?: readonly string[]
}

/**
 * revoked/<SERIAL>.yaml, revoked/spki-<sha256>.yaml: a certificate or a key that must not be accepted any more.
 */
export interface RevokedFile {
  /**
   * RFC 5280 §5.3.1; keyCompromise bars the key for every purpose for ever.
   */
  readonly reason:
    | 'unspecified'
    | 'keyCompromise'
    | 'cACompromise'
    | 'affiliationChanged'
    | 'superseded'
    | 'cessationOfOperation'
    | 'certificateHold'
    | 'privilegeWithdrawn'
    | 'aACompromise'
  /**
   * From when.
   */
  readonly at: string
  /**
   * The DFSP that asked for it, or the Hub.
   */
  readonly by: string
}

/**
 * waivers/<id>.yaml: turns one finding about exactly these bytes into a notice, for a while.
 */
export interface WaiverFile {
  /**
   * The finding that is excused.
   */
  readonly code: string
  /**
   * The file that is excused.
   */
  readonly path: string
  /**
   * Of the bytes of that file.
   */
  readonly sha256: string
  /**
   * Why, and until what happens.
   */
  readonly reason: string
  /**
   * Numeric id of the Hub admin who agreed.
   */
  readonly approver: number
  /**
   * Last day, inclusive, UTC; at most 90 days ahead.
   */
  readonly expires: string
}

/**
 * confirmations/<id>.yaml: fingerprints that Hub and DFSP read to each other over another channel.
 */
export interface ConfirmationFile {
  /**
   * Its id.
   */
  readonly dfsp: string
  /**
   * SHA-256 of the SubjectPublicKeyInfo, by place.
   */
  readonly fingerprints: {
    readonly [k: string]: string
  }
  /**
   * How they were read.
   */
  readonly channel: string
  /**
   * When.
   */
  readonly at: string
  /**
   * Numeric id of the Hub person who spoke.
   */
  readonly confirmedBy: number
  /**
   * Numeric id of a second Hub person.
   */
  readonly witness: number
}

/**
 * dfsps/<id>/proofs/<purpose>-<name>.json: possession of a new key, and continuity from a known one.
 */
export interface ProofFile {
  /**
   * Of this format.
   */
  readonly version: 1
  /**
   * Id of the environment.
   */
  readonly environment: string
  /**
   * Its id.
   */
  readonly dfsp: string
  /**
   * What the key is for.
   */
  readonly purpose: 'client' | 'jws' | 'server' | 'ca' | 'oauth'
  /**
   * SHA-256 of the SubjectPublicKeyInfo.
   */
  readonly spki: string
  /**
   * SHA-256 of the key before it, or null.
   */
  readonly previous: string | null
  /**
   * One by the new key, one by a key already known.
   *
   * @minItems 1
   * @maxItems 8
   *
   * Items: Over the lines of muhuri-proof-v1.
   */
  readonly signatures: readonly {
    /**
     * SHA-256 of the key that signed.
     */
    readonly spki: string
    /**
     * JWS name of the algorithm.
     */
    readonly alg: 'RS256' | 'ES256' | 'ES384'
    /**
     * The signature, base64url.
     */
    readonly value: string
  }[]
}

/**
 * issued/certificates/<id>/<name>.<SERIAL>.json: how the certificate beside it came to be.
 */
export interface IssuedRecord {
  /**
   * Of this format.
   */
  readonly version: 1
  /**
   * intended: about to be signed; issued: signed.
   */
  readonly state: 'intended' | 'issued'
  /**
   * The certificate's.
   */
  readonly serial: string
  /**
   * Name of the Hub CA.
   */
  readonly issuer: string
  /**
   * Its id.
   */
  readonly dfsp: string
  /**
   * The request that it answers.
   */
  readonly csr: {
    /**
     * Of the request.
     */
    readonly path: string
    /**
     * Of the request file's bytes.
     */
    readonly sha256: string
  }
  /**
   * SHA-256 of the SubjectPublicKeyInfo.
   */
  readonly spki: string
  /**
   * SHA-256 of the TBSCertificate.
   */
  readonly tbs: string
  /**
   * The TBSCertificate itself, DER in base64, only while intended: a run that was cut off is completed with exactly these bytes.
   */
  readonly tbsDer?: string
  /**
   * SHA-256 of the certificate, or null while intended.
   */
  readonly certificate: string | null
  /**
   * Start of validity.
   */
  readonly notBefore: string
  /**
   * End of validity.
   */
  readonly notAfter: string
  /**
   * The commit that was signed from, or null without Git.
   */
  readonly sourceCommit: string | null
  /**
   * Its number, or null.
   */
  readonly pullRequest: number | null
  /**
   * Who approved at which commit.
   *
   * @maxItems 64
   *
   * Items: One.
   */
  readonly approvals: readonly {
    /**
     * Numeric id.
     */
    readonly user: number
    /**
     * The head that was approved.
     */
    readonly commit: string
  }[]
  /**
   * Digest of the policy in force.
   */
  readonly policy: string
  /**
   * What made it.
   */
  readonly toolkit: string
  /**
   * Serial of the certificate that this one replaces, or null.
   */
  readonly reissueOf: string | null
}
