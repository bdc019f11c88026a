/** The name of a new artefact: `YYYY-MM` of the instant, then `YYYY-MM-2` and so on, the first that is not `taken` (CONTRACT §3). */
export function artefactName(at: Date, taken: ReadonlySet<string>): string {
  const month = at.toISOString().slice(0, 7)
  let name = month
  for (let count = 2; taken.has(name); count += 1) name = `${month}-${count}`
  return name
}
