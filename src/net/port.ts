const DECIMAL = /^[1-9]\d{0,4}$/

/** The TCP port that the number or decimal text names (1 to 65535, no leading zero), or null. */
export function parsePort(value: string | number): number | null {
  const port = typeof value === 'number' ? value : DECIMAL.test(value) ? Number(value) : Number.NaN
  return Number.isInteger(port) && port >= 1 && port <= 65535 ? port : null
}
