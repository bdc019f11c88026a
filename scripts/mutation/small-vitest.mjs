// What the trust core's tests use of vitest, registered for a run in this process: the real `expect`, and lists of tests in place of a runner.
globalThis.__vitest_worker__ ??= { config: {}, filepath: '', environment: { name: 'node' } }
const { expect: realExpect } = await import('vitest')

let file = null

/** Tests and hooks that `load` registers. */
export async function collect(load) {
  file = { tests: [], before: [], after: [], names: [] }
  const collected = file
  try {
    await load()
  } finally {
    file = null
  }
  return collected
}

export function describe(name, define) {
  file.names.push(name)
  define()
  file.names.pop()
}

/** What the running test wants done when it has ended; tests run one after another. */
let endings = []

const untilEnded = (body) => async () => {
  endings = []
  try {
    await body()
  } finally {
    for (const end of endings.reverse()) await end()
  }
}

export function test(name, body) {
  file.tests.push({ name: [...file.names, name].join(' > '), body: untilEnded(body) })
}

const each = (register) => (rows) => (name, body) => {
  for (const [index, row] of rows.entries()) register(`${name} [${index}]`, () => body(...(Array.isArray(row) ? row : [row])))
}

test.each = each(test)
test.skip = () => {}
describe.each = each(describe)

export const it = Object.assign((name, body) => test(name, body), { each: test.each, skip: test.skip })
export const expect = realExpect
export const onTestFinished = (end) => endings.push(end)
export const beforeAll = (hook) => file.before.push(hook)
export const afterAll = (hook) => file.after.push(hook)
