/** Deeper than any schema goes, far from what exhausts the stack. */
export const MAX_NESTING = 32
export const TOO_DEEP: string = `the file is nested more than ${MAX_NESTING} deep; expected the structure that the schema describes`

/** The first thing wrong with a YAML text, on its way to the one place where it becomes a problem. */
export class YamlRefused extends Error {
  /** In UTF-16 code units. */
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.offset = offset
  }
}
