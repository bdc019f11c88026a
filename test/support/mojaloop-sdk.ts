import { fetchedPackages } from './npm-cache.ts'

/** What the scheme's own SDK (`@mojaloop/sdk-standard-components`) signs, verifies and agrees on. */
export interface MojaloopSdk {
  readonly JwsSigner: new (options: {
    signingKey: string
    logger: unknown
  }) => {
    sign(request: SdkRequest): void
    getSignature(request: SdkRequest): string
  }
  readonly JwsValidator: new (options: {
    validationKeys: Readonly<Record<string, string>>
    logger: unknown
  }) => {
    validate(request: { headers: Record<string, string>; body: unknown }): true
  }
  readonly ilp: (version: 1 | 4, secret: string) => SdkIlp
}

export interface SdkRequest {
  method: string
  uri: string
  headers: Record<string, string>
  body: unknown
}

interface SdkIlp {
  getResponseIlp(transaction: unknown): { fulfilment: string; condition: string; ilpPacket: string }
  calculateFulfil(packet: string): string
  validateFulfil(fulfilment: string, condition: string): boolean
  validateIlpAgainstTransferRequest(body: unknown): boolean
}

/** It takes no other logger than one with children. */
export const sdkLogger: Readonly<Record<string, unknown>> = {
  child: () => sdkLogger,
  isDebugEnabled: false,
  ...Object.fromEntries(['debug', 'info', 'warn', 'error', 'verbose'].map((level) => [level, () => undefined])),
}

/** The parts of the SDK's package that need little else: whole, it installs 680 packages. */
export async function mojaloopSdk(version: '19.19.1' | '19.18.8'): Promise<MojaloopSdk> {
  const require = await fetchedPackages({
    name: `mojaloop-sdk-${version}`,
    whole: [
      'jws@4.0.1',
      'jsonwebtoken@9.0.3',
      'base64url@3.0.1',
      'safe-stable-stringify@2.5.0',
      'fast-safe-stringify@2.1.1',
      '@mojaloop/ml-number@11.4.5',
      'ilp-packet@3.1.3',
      'ilp-packet-v1@npm:ilp-packet@2.2.0',
    ],
    bare: [`@mojaloop/sdk-standard-components@${version}`],
  })
  const lib = '@mojaloop/sdk-standard-components/src/lib'
  return {
    JwsSigner: require(`${lib}/jws/jwsSigner.js`),
    JwsValidator: require(`${lib}/jws/jwsValidator.js`),
    ilp: (ilpVersion, secret) => new (require(`${lib}/ilp/IlpV${ilpVersion}.js`))({ secret, logger: sdkLogger }),
  }
}
