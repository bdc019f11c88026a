import type { CertificateRole, CertificateSubject } from './rule.ts'

const HINTS: Readonly<Record<CertificateRole, (id: string) => string>> = {
  client: (id) => `muhuri renew ${id} --dir . --what client`,
  server: (id) => `muhuri renew ${id} --dir . --what server`,
  'hub-client': (id) => `muhuri rotate hub-client --for ${id} --dir .`,
  ca: (id) => `muhuri join ${id} --dir . --ca <new CA>`,
  'server-ca': (id) => `put the new CA into dfsps/${id}/server-ca/`,
  'hub-ca': () => 'muhuri rotate ca --dir .',
  'hub-server': () => 'muhuri rotate server --dir .',
  'hub-server-ca': () => 'put the new CA into hub/server-ca/',
}

/** How a certificate of this role gets its successor. */
export const renewalHint = ({ role, artefact }: CertificateSubject): string => HINTS[role](artefact.dfsp ?? '')
