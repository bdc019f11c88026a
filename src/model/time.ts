const INSTANT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2}))?$/

/** The instant that ISO 8601 text names (a bare date is midnight UTC), to whole seconds; null where it names none. */
export function parseInstant(text: string): Date | null {
  if (!INSTANT.test(text)) return null
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) return null
  at.setUTCMilliseconds(0)
  return at
}

/** `2026-11-23T10:00:00Z`: ISO 8601 in whole seconds, UTC, as every file and output of Muhuri writes it. */
export function formatInstant(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`
}
