import type { SigningManifest } from '../model/signing-manifest.ts'
import { codeSpan } from './code-span.ts'

export interface SigningTold {
  readonly digest: string
  /** Names of the CAs whose list will be made. */
  readonly dueCrls: readonly string[]
  readonly refused: readonly { readonly path: string; readonly code: string; readonly message: string }[]
  /** How many commits of main were judged again. */
  readonly judged: number
}

/** Rows that a person reads; the manifest has them all. */
const MOST_ROWS = 500

/** What the reviewers of the signing environment, and officers, agree to. */
export function signingMarkdown(manifest: SigningManifest, { digest, dueCrls, refused, judged }: SigningTold): string {
  const { certificates, source, head } = manifest
  const rows = certificates
    .slice(0, MOST_ROWS)
    .map(
      ({ dfsp, csr, serial, notAfter, pullRequest, approvals }) =>
        `| ${codeSpan(dfsp)} | ${codeSpan(csr.path, 300)} | ${codeSpan(serial)} | ${codeSpan(notAfter)} | ${pullRequest ?? '-'} | ${approvals.map(({ user }) => user).join(', ') || '-'} |`,
    )
  const more = certificates.length - rows.length
  const parts = [
    `### To be signed: ${certificates.length} certificate${certificates.length === 1 ? '' : 's'}, ${dueCrls.length} CRL${dueCrls.length === 1 ? '' : 's'}`,
    `From ${codeSpan(head === null ? source : `pull request ${head.pullRequest} at ${head.commit}`)}; ${judged} commit${judged === 1 ? '' : 's'} of main judged again. Digest of the manifest: ${codeSpan(digest)}`,
    ...(rows.length === 0 ? [] : [`| DFSP | CSR | serial | until | request | approved by |\n|---|---|---|---|---|---|\n${rows.join('\n')}`]),
    ...(more > 0 ? [`And ${more} more, which the manifest names.`] : []),
    ...(dueCrls.length === 0 ? [] : [`CRLs of ${dueCrls.map((ca) => codeSpan(ca)).join(', ')}.`]),
    ...(refused.length === 0
      ? []
      : [`Not signed:\n\n${refused.map(({ path, code, message }) => `- ${codeSpan(path, 300)}: ${codeSpan(code)} ${codeSpan(message, 500)}`).join('\n')}`]),
  ]
  return `${parts.join('\n\n')}\n`
}
