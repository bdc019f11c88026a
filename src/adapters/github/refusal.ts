import { MuhuriError } from '../../model/errors.ts'

/** What a status means to whoever has to mend it; GitHub's own words may quote what was sent, so they are not repeated. */
const MEANING: Readonly<Record<number, string>> = {
  401: 'the token is not valid',
  403: 'the token may not do this, or its rate limit is used up',
  404: 'it is not there, or the token may not see it',
  409: 'it has changed meanwhile',
  422: 'GitHub refuses the request as wrong',
  429: 'too many requests',
}

/** The status of a failed call; null for what is not an answer of GitHub's. */
export function statusOf(error: unknown): number | null {
  const status = error instanceof Error && error.name === 'HttpError' ? (error as { status?: unknown }).status : null
  return typeof status === 'number' ? status : null
}

/** What the call gives; a failure says what was asked for and why it failed, and carries nothing that was sent. */
export async function asked<T>(what: string, call: Promise<T>): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw refusalOf(what, error)
  }
}

/** As `asked`, but null where GitHub says that it is not there. */
export async function askedOrAbsent<T>(what: string, call: Promise<T>): Promise<T | null> {
  try {
    return await call
  } catch (error) {
    if (statusOf(error) === 404) return null
    throw refusalOf(what, error)
  }
}

export function refusalOf(what: string, error: unknown): MuhuriError {
  if (error instanceof MuhuriError) return error
  const status = statusOf(error)
  return new MuhuriError(
    'refused',
    `GitHub does not give ${what}: ${reason(error, status)}`,
    status === 401 || status === 403 ? { hint: 'look at the permissions of the token' } : {},
  )
}

function reason(error: unknown, status: number | null): string {
  if (status === null) return 'its answer cannot be understood'
  // Octokit calls a connection that failed status 500, with no answer.
  if ((error as { response?: unknown }).response === undefined) return 'it cannot be reached, or did not answer in time'
  return `${status}: ${MEANING[status] ?? (status >= 500 ? 'GitHub has an internal error' : 'GitHub does not do what is asked')}`
}
