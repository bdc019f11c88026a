/** One way in which a repository is protected less than its environment.yaml demands, or in which that cannot be seen. */
export interface Weakness {
  /** `<where>/<what>`: permanent. */
  readonly code: string
  /** What is wrong, with what was found and what is expected. */
  readonly what: string
  /** What it lets somebody do. */
  readonly why: string
  /** What to do about it: a command, or where to click. */
  readonly mend: string
}

/** Output of `doctor`: schemas/doctor-report.schema.json. */
export interface DoctorReport {
  readonly version: 1
  /** `owner/name`. */
  readonly repository: string
  /** Id of the environment. */
  readonly environment: string
  readonly verdict: 'protected' | 'weaker'
  readonly problems: readonly Weakness[]
}
