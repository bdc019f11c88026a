import type { CheckContext } from './rule.ts'

/** What `make` gives for a check, made once however many subjects ask for it. */
export function oncePerCheck<T>(make: (context: CheckContext) => T): (context: CheckContext) => T {
  const made = new WeakMap<CheckContext, { readonly value: T }>()
  return (context) => {
    const known = made.get(context)
    if (known !== undefined) return known.value
    const value = make(context)
    made.set(context, { value })
    return value
  }
}
