import type { DoctorReport } from '../model/doctor-report.ts'
import { visible } from './visible.ts'

/** Each weakness: what, why, how to mend it; and what comes of all. */
export function doctorText({ repository, problems }: DoctorReport): string {
  const lines = problems.flatMap(({ code, what, why, mend }) => [`${code}  ${visible(what)}`, `  why:  ${visible(why)}`, `  mend: ${visible(mend)}`])
  const end =
    problems.length === 0
      ? `${visible(repository)} is protected as environment.yaml demands`
      : `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}: ${visible(repository)} is protected less than environment.yaml demands, so nothing is signed`
  return `${[...lines, end].join('\n')}\n`
}
