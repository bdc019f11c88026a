import { MuhuriError } from '../../model/errors.ts'

/** A repository on a Git host, as a job knows it. */
export interface Remote {
  /** GITHUB_SERVER_URL; https, or http to loopback. */
  readonly server: string
  /** `owner/name`. */
  readonly repository: string
  /** Null: it is read as anybody may. */
  readonly token: string | null
}

/** Where Git fetches from: an address without a secret, the only protocol that may be spoken, and the header that holds the token. */
export interface FetchAddress {
  readonly url: string
  readonly protocol: 'https' | 'http'
  readonly header: string | null
}

const LOOPBACK = /^(localhost|\[::1\]|127(\.\d{1,3}){3})$/
const NAME = /^[A-Za-z0-9._-]{1,100}$/

/** The address to fetch from; `usage` where the server or the repository is none. */
export function fetchAddress({ server, repository, token }: Remote): FetchAddress {
  const [owner = '', name = '', ...more] = repository.split('/')
  if (![owner, name].every((part) => NAME.test(part) && !/^\.{1,2}$/.test(part)) || more.length > 0)
    throw new MuhuriError('usage', `"${repository}" is no repository; expected owner/name`)
  const { protocol, base } = serverOf(server)
  const header = token === null || token === '' ? null : `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`
  return { url: `${base}/${owner}/${name}`, protocol, header }
}

function serverOf(server: string): { readonly protocol: 'https' | 'http'; readonly base: string } {
  const url = URL.canParse(server) ? new URL(server) : null
  const isPrivate = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname))
  if (url === null || !isPrivate || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new MuhuriError('usage', `"${server}" is no address of a Git host; expected https://host[/path]`)
  return { protocol: url.protocol === 'https:' ? 'https' : 'http', base: url.href.replace(/\/$/, '') }
}
