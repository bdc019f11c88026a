import type { Desired } from '../../model/desired.ts'
import type { RenderedFile } from '../../model/rendered.ts'
import { render } from '../render.ts'
import type { PreparedFiles } from './prepared.ts'
import { identityOf } from './props.ts'

/** What a rehearsal loads, whatever the environment renders besides. */
const TARGETS = ['haproxy', 'nftables', 'trust-bundle']

/** Everything that is rendered from this, with a key beside each certificate of a gateway. */
export function renderedWithKeys(desired: Desired, keys: ReadonlyMap<string, string>): PreparedFiles {
  const { files } = render(desired, { for: 'all', targets: TARGETS })
  return files.flatMap((file) => [file, ...keyBeside(file, keys)])
}

/** Where a gateway looks for the key of a certificate: `<file>.key`. */
function keyBeside({ path, text }: RenderedFile, keys: ReadonlyMap<string, string>): readonly RenderedFile[] {
  if (!/\/certs\/[^/]+[.]pem$/.test(path)) return []
  const identity = identityOf(text, keys)
  return identity === null ? [] : [{ path: `${path}.key`, text: identity.key }]
}
