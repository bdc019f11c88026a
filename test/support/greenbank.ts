import type { TestFiles } from './judge.ts'
import { type CertificateOptions, type TestCa, testCa } from './pki.ts'

export const SERVER = 'dfsps/greenbank/server/2026-11.pem'
export const ROOT = 'dfsps/greenbank/ca/root.pem'

/** The DFSP's root; the same in all tests of a process. */
export const greenRoot: TestCa = testCa()

/** A DFSP's root and the server certificate that it issued, with this changed. */
export function serverFiles(options: Omit<CertificateOptions, 'issuer'> = {}, more: TestFiles = {}): TestFiles {
  return { [ROOT]: greenRoot.pem, [SERVER]: greenRoot.issue(options).pem, ...more }
}

/** `dfsps/greenbank/endpoints.yaml` with these callbacks. */
export function endpointsYaml(base = 'https://server.example/fspiop', resources: Readonly<Record<string, string>> = {}): TestFiles {
  return {
    'dfsps/greenbank/endpoints.yaml': JSON.stringify({ egress: [{ cidr: '198.51.100.16/29' }], callbacks: { base, resources, addresses: ['198.51.100.24'] } }),
  }
}
