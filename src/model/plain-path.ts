const SEGMENT = /^(?![.])[A-Za-z0-9._-]{1,128}$/

/** Relative, `/` separated, of letters, digits, `.`, `_` and `-`; no segment begins with a dot, so none leads upwards or hides. */
export function isPlainPath(path: string): boolean {
  return path.split('/').every((segment) => SEGMENT.test(segment))
}
