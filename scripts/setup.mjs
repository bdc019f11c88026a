// Makes a fresh Debian or Ubuntu machine ready: npm packages, and the programs that tests and the demo run for real.
// Plain JavaScript without dependencies: it runs before there is anything in node_modules.
import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readFileSync, realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const NODE = [20, 19]
/** An ordinary user's PATH often lacks the folders in which nft, ip and haproxy lie. */
const SBIN = ['/usr/local/sbin', '/usr/sbin', '/sbin']

/** Program, the Debian package that brings it, and what needs it. */
export const TOOLS = [
  { program: 'git', apt: 'git', needs: 'everything that reads or writes a repository' },
  { program: 'openssl', apt: 'openssl', needs: 'tests that compare with openssl' },
  { program: 'haproxy', apt: 'haproxy', needs: 'the rehearsal, and tests in which haproxy reads its configuration' },
  { program: 'nft', apt: 'nftables', needs: 'the rehearsal, and tests in which nft reads its rules' },
  { program: 'ip', apt: 'iproute2', needs: 'the rehearsal' },
  { program: 'unshare', apt: 'util-linux', needs: 'the rehearsal without root' },
  { program: 'keytool', apt: 'default-jre-headless', needs: 'tests with requests made by keytool' },
  { program: 'certtool', apt: 'gnutls-bin', needs: 'tests with requests made by certtool' },
  { program: 'python3', apt: 'python3', needs: 'building pkcs11js, for signers that are PKCS#11 tokens' },
  { program: 'make', apt: 'make', needs: 'building pkcs11js, for signers that are PKCS#11 tokens' },
  { program: 'g++', apt: 'g++', needs: 'building pkcs11js, for signers that are PKCS#11 tokens' },
  { program: 'softhsm2-util', apt: 'softhsm2', needs: 'tests and the demo with a CA key in a PKCS#11 token' },
  { program: 'cfssl', apt: 'golang-cfssl', needs: 'the bench, which compares with what it issues' },
]

/** The tools that are on neither PATH nor the usual sbin folders. */
export function missingTools(path = process.env.PATH ?? '') {
  const folders = [...path.split(delimiter), ...SBIN].filter((folder) => folder !== '')
  return TOOLS.filter(({ program }) => !folders.some((folder) => executable(join(folder, program))))
}

function executable(path) {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Whether node_modules is not what package-lock.json asks for; packages for other platforms may be absent. */
export function modulesAreStale(root = ROOT) {
  const wanted = packagesOf(join(root, 'package-lock.json'))
  const present = packagesOf(join(root, 'node_modules', '.package-lock.json'))
  if (present === null) return true
  return Object.entries(wanted ?? {}).some(([path, entry]) => {
    if (path === '' || (entry.optional && present[path] === undefined)) return false
    return present[path]?.version !== entry.version || present[path]?.integrity !== entry.integrity
  })
}

function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages
  } catch {
    return null
  }
}

/** Whether the native half of PKCS#11 signers is there: npm leaves it out, without failing, where it cannot be compiled. */
export function pkcs11IsBuilt(root = ROOT) {
  return existsSync(join(root, 'node_modules', 'pkcs11js', 'build', 'Release', 'pkcs11.node'))
}

/** Whether network namespaces can be made here: as root, or as an ordinary user where the kernel allows it. */
export function namespacesWork() {
  const flags = process.getuid?.() === 0 ? '-nm' : '-Urnm'
  return spawnSync('unshare', [flags, 'true'], { stdio: 'ignore', env: environment() }).status === 0
}

function environment() {
  return { ...process.env, PATH: [process.env.PATH ?? '', ...SBIN].join(delimiter) }
}

function say(line) {
  process.stderr.write(`setup: ${line}\n`)
}

function run(words, extra = {}) {
  say(words.join(' '))
  const [program, ...args] = words
  return spawnSync(program, args, { cwd: ROOT, stdio: ['ignore', 2, 2], env: { ...environment(), ...extra } }).status === 0
}

/** The words before a command that needs root: none as root, `sudo -n` where it asks for no password, else null. */
function asRoot() {
  if (process.getuid?.() === 0) return []
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : null
}

function install(tools) {
  const prefix = asRoot()
  if (prefix === null || spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status !== 0) return false
  const apt = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get']
  run([...apt, 'update'])
  return run([...apt, 'install', '-y', '--no-install-recommends', ...tools.map(({ apt: name }) => name)])
}

function report(tools, namespaces) {
  for (const { program, needs } of tools) say(`${program} is not installed; not run without it: ${needs}`)
  if (tools.length > 0) say(`to install: sudo apt-get install --no-install-recommends ${tools.map(({ apt }) => apt).join(' ')}`)
  if (!pkcs11IsBuilt()) say('pkcs11js is not built; not run without it: signers that are PKCS#11 tokens; to build it: npm ci')
  if (!namespaces) say('this machine allows no network namespaces (needs root, or kernel.unprivileged_userns_clone=1); not run: the rehearsal')
}

function nodeIsOld() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  return major < NODE[0] || (major === NODE[0] && minor < NODE[1])
}

function main() {
  if (nodeIsOld()) {
    say(`Node ${process.versions.node} is too old; Muhuri needs ${NODE.join('.')} or newer`)
    return 1
  }
  // First the programs: some packages are compiled with them.
  const installed = missingTools().length > 0 && install(missingTools())
  if ((modulesAreStale() || (installed && !pkcs11IsBuilt())) && !run(['npm', 'ci', '--no-fund', '--no-audit'])) return 1
  const missing = missingTools()
  const namespaces = namespacesWork()
  report(missing, namespaces)
  const complete = missing.length === 0 && namespaces && pkcs11IsBuilt()
  // In CI nothing may be left out; elsewhere what is missing has been said, and the rest runs.
  return complete || !process.env.CI ? 0 : 1
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) process.exitCode = main()
