import { randomBytes } from 'node:crypto'
import type { Random } from '../ports.ts'

/** Random bytes of the operating system. */
export const random: Random = (length) => new Uint8Array(randomBytes(length))
