// Module hook: test files that import vitest get the small one; the small one gets the real.
const SMALL = new URL('small-vitest.mjs', import.meta.url).href

export function resolve(specifier, context, next) {
  return specifier === 'vitest' && context.parentURL !== SMALL ? { url: SMALL, shortCircuit: true } : next(specifier, context)
}
