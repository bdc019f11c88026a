import { execFile } from 'node:child_process'

type Env = Readonly<Record<string, string | undefined>>

/** The token of whoever runs this: GITHUB_TOKEN, GH_TOKEN, else what `gh auth token` gives for that host; null where there is none. */
export async function ownToken(env: Env, host: string): Promise<string | null> {
  const given = env['GITHUB_TOKEN'] ?? env['GH_TOKEN'] ?? ''
  return given === '' ? fromGh(env, host) : given
}

const MILLISECONDS = 10_000

function fromGh(env: Env, host: string): Promise<string | null> {
  return new Promise((resolve) => {
    execFile('gh', ['auth', 'token', '--hostname', host], { env: { ...env }, timeout: MILLISECONDS }, (error, out) => {
      const token = out.trim()
      resolve(error === null && /^[\x21-\x7e]+$/.test(token) ? token : null)
    })
  })
}
