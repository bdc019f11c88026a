import { sha256Hex } from '../../pki/digest.ts'

export interface ArchiveInput {
  /** Everything that `deliver` wrote for the recipient, by path below its folder. */
  readonly files: ReadonlyMap<string, string>
  readonly for: string
  /** SHA-256 of the deploy key's SPKI; null where the manifest is not signed. */
  readonly trust: string | null
}

/** The files of a bundle's archive, sorted by path: what was delivered, its checksums, and what to do with it. */
export function archiveFiles({ files, for: whom, trust }: ArchiveInput): ReadonlyMap<string, string> {
  const readme = readmeText(whom, trust)
  const all = new Map([...files, ['README.md', readme] as const].sort(([a], [b]) => (a < b ? -1 : 1)))
  const sums = [...all].map(([path, text]) => `${sha256Hex(new TextEncoder().encode(text))}  ${path}\n`).join('')
  return new Map([...all, ['SHA256SUMS', sums] as const])
}

function readmeText(whom: string, trust: string | null): string {
  return `# What ${whom} installs

1. Compare the fingerprint of the Hub's deploy key with the Hub, over another channel: \`${trust ?? 'this bundle is not signed: do not install it'}\`
2. Install: \`muhuri pull --from <this archive> --for ${whom} --trust <fingerprint> --into <folder> --hook '<reload>'\`
3. Put your own private keys beside the certificates, under the names that the files there expect; they and your deny lists stay at every later pull.
4. Commit what \`--installed <environment folder>\` writes, so that the Hub sees what you have.

By hand: \`sha256sum -c SHA256SUMS\` compares the files with this archive; \`manifest.sig\` is the base64 of a signature over \`manifest.json\` by the key in
\`registry/hub/deploy\`, as \`openssl dgst -sign\` makes it.
`
}
