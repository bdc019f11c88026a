const OWN = /^(?:dfsps|issued\/certificates)\/([^/]+)(?:\/|$)/

/** The DFSP whose folder, or whose issued certificates, the path lies in; null where it lies in neither. */
export function dfspOfPath(path: string): string | null {
  return OWN.exec(path)?.[1] ?? null
}
