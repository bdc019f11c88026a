/** Something with an end. */
export interface Ending {
  readonly what: string
  readonly dfsp: string | null
  readonly path: string
  readonly end: Date
  /** What is in its place afterwards, or null. */
  readonly replacedBy: string | null
  readonly who: 'hub' | 'dfsp'
  readonly command: string | null
}
