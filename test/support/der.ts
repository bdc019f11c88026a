import { element } from '../../src/pki/der-write.ts'

/** NULL. */
export const nullElement = (): Uint8Array => element(0x05, new Uint8Array())

/** IA5String. */
export const ia5 = (text: string): Uint8Array => element(0x16, new TextEncoder().encode(text))
