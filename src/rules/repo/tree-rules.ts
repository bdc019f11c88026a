import { caseCollision } from './case-collision.ts'
import { encoding } from './encoding.ts'
import { executable } from './executable.ts'
import { machinePath } from './machine-path.ts'
import { name } from './name.ts'
import { privateKey } from './private-key.ts'
import { submodule } from './submodule.ts'
import { symlink } from './symlink.ts'
import { tooLarge } from './too-large.ts'
import { tooMany } from './too-many.ts'
import type { TreeRule } from './tree-rule.ts'
import { unknownPath } from './unknown-path.ts'

/** In this order: an entry that one of them refuses is not shown to the next (CONTRACT §4: one artefact, one cause). */
export const treeRules: readonly TreeRule[] = [
  privateKey,
  symlink,
  submodule,
  tooLarge,
  executable,
  caseCollision,
  encoding,
  machinePath,
  name,
  unknownPath,
  tooMany,
]

/** For commits before the last one of a change. */
export const historyRules: readonly TreeRule[] = [privateKey, tooLarge]
