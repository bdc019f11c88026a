import type { KeyFolder } from '../src/adapters/keys.ts'
import type { RotateInput } from '../src/stages/rotate/rotate-input.ts'
import type { Invocation } from './command.ts'

/** One `muhuri rotate` under way. */
export interface Rotating {
  readonly invocation: Invocation
  readonly input: RotateInput
  readonly keys: KeyFolder
  readonly dir: string
}
