/** The layers of DESIGN §3 as rules: what may import what, and which package is at home where. */

const VALUES = 'net|pki|jws|ilp'
/** A JWK is judged by the rules for keys, wherever they stand. */
const MAY_USE = { jws: 'pki' }
const FRONT = '^(scripts|actions|test)/'

/** Where each npm package may be imported; `test` may import any of them. A package that is not here may not be imported from `src`. */
const HOMES = {
  '@peculiar/x509': ['^src/pki/'],
  'reflect-metadata': ['^src/pki/'],
  'ipaddr[.]js': ['^src/net/', '^src/pki/'],
  'ilp-packet(-v1)?': ['^src/ilp/'],
  'currency-codes': ['^src/ilp/'],
  'safe-stable-stringify': ['^src/(ilp|jws)/'],
  jose: ['^src/jws/', '^src/adapters/rehearsal/'],
  yaml: ['^src/(stages|targets|report)/', '^scripts/'],
  ajv: ['^src/stages/', '^scripts/'],
  diff: ['^src/stages/plan/'],
  'cli-table3': ['^src/report/', '^scripts/'],
  'oidc-provider': ['^src/adapters/rehearsal/'],
  'node-webcrypto-p11': ['^src/adapters/signers/'],
  'simple-git': ['^src/adapters/', '^scripts/'],
  '@octokit/[^/]+': ['^src/adapters/', '^actions/', '^scripts/'],
  '@actions/[^/]+': ['^actions/'],
  tar: ['^src/adapters/'],
  zx: ['^scripts/'],
}

/** Built-in modules that do no I/O; everything else of Node belongs to adapters and front doors. */
const PURE_BUILTINS = '^(node:)?(buffer|crypto|path|path/posix|util|url|string_decoder)$'

const homeRules = Object.entries(HOMES).map(([name, homes]) => ({
  name: `home-of-${name.replace(/[^a-z0-9]+/gi, '-').replace(/^-|-$/g, '')}`,
  comment: `${name} is imported only from ${homes.join(', ')} and tests`,
  severity: 'error',
  from: { pathNot: [...homes, '^test/'] },
  to: { path: `(^|/)node_modules/${name}(/|$)` },
}))

/** A layer that may import itself, the layers named, and nothing else of ours. */
function layer(name, allowed, extra = {}) {
  return {
    name: `layer-${name}`,
    comment: `src/${name} imports of ours only itself${allowed === '' ? '' : ` and ${allowed.replaceAll('|', ', ')}`}`,
    severity: 'error',
    from: { path: `^src/${name}/` },
    to: { path: '^(src|scripts|actions|test)/', pathNot: `^src/(${[name, allowed].filter(Boolean).join('|')})(/|[.]ts$)`, ...extra },
  }
}

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    ...VALUES.split('|').map((name) => layer(name, MAY_USE[name] ?? '')),
    layer('model', VALUES),
    ...['rules', 'targets', 'report'].map((name) => layer(name, `model|${VALUES}`)),
    layer('stages', `rules|targets|report|model|ports|${VALUES}`),
    {
      ...layer('adapters', `model|ports|${VALUES}`, { dependencyTypesNot: ['type-only'] }),
      comment: 'adapters do I/O behind ports.ts; of stages, rules, targets and reports they know types only',
    },
    {
      name: 'layer-ports',
      comment: 'ports.ts says what the stages need from outside',
      severity: 'error',
      from: { path: '^src/ports[.]ts$' },
      to: { path: '^(src|scripts|actions|test)/', pathNot: `^src/(model|${VALUES})/` },
    },
    {
      name: 'core-knows-no-front-door',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: FRONT },
    },
    { name: 'tests-are-not-imported', severity: 'error', from: { path: '^(scripts|actions)/' }, to: { path: '^test/' } },
    {
      name: 'io-only-in-adapters',
      comment: 'file system, processes and sockets belong to adapters, scripts and actions',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/adapters/' },
      to: { dependencyTypes: ['core'], pathNot: PURE_BUILTINS },
    },
    {
      name: 'crypto-only-in-value-types',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(pki|jws|ilp|adapters)/' },
      to: { dependencyTypes: ['core'], path: '^(node:)?crypto$' },
    },
    {
      name: 'unlisted-package',
      comment: 'a package gets a home in .dependency-cruiser.cjs and a reason in the README first',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '(^|/)node_modules/', pathNot: `(^|/)node_modules/(@types/[^/]+|${Object.keys(HOMES).join('|')})(/|$)` },
    },
    ...homeRules,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.mjs', '.js', '.cjs', '.json'],
    },
  },
}
