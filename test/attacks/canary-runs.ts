import type { commands } from '../../scripts/commands.ts'

/** One command line; `env` is added to what every run sees. */
export interface CanaryRun {
  readonly line: string
  readonly env?: Readonly<Record<string, string>>
}

type Runs = Readonly<Record<string, readonly CanaryRun[]>>

export interface CanaryPlaces {
  /** A server that answers every request with an error that repeats all of it. */
  readonly echo: string
  readonly serial: string
}

const of = (...lines: readonly string[]): readonly CanaryRun[] => lines.map((line) => ({ line }))

/** With the key folder as it should be, and with one whose files are no keys. */
const withKeys = (line: string, good: string): readonly CanaryRun[] => of(...[good, 'broken'].map((folder) => `${line} --keys ${folder}`))

/** With every way that a passphrase can be wrong. */
const withPassphrases = (line: string): readonly CanaryRun[] =>
  of(...['passphrase', 'wrong', 'shared', 'lines', 'empty', 'missing'].map((file) => `${line} --passphrase-file secrets/${file}`))

const HEADERS = "--header 'FSPIOP-Source: greenbank' --header 'FSPIOP-Destination: bluebank' --header 'Date: Mon, 23 Nov 2026 12:00:00 GMT'"
const CA = '--ca clients --dir hub'

/** What every command is run with; one that is not here has no case, and the test says so. */
export function canaryRuns({ echo, serial }: CanaryPlaces): Runs & Readonly<Record<keyof typeof commands, readonly CanaryRun[]>> {
  const github = { GITHUB_API_URL: echo, GITHUB_SERVER_URL: echo }
  const signing = (command: string): readonly CanaryRun[] => [
    ...withKeys(`${command} plain`, 'keys'),
    ...of(`${command} plain --keys cut`, `${command} plain --keys missing`),
    ...withPassphrases(`${command} plain --keys encrypted`),
    ...of(`${command} vaulted --keys keys`, `${command} vaulted --keys keys --vault-token-file secrets/missing`, `${command} tokened --keys keys`),
    { line: `${command} vaulted --keys keys --vault-jwt-file secrets/jwt --vault-role signer`, env: { MUHURI_VAULT_TOKEN_FILE: '' } },
    {
      line: `${command} vaulted --keys keys --vault-role signer`,
      env: { MUHURI_VAULT_TOKEN_FILE: '', MUHURI_VAULT_JWT_FILE: '', ACTIONS_ID_TOKEN_REQUEST_URL: `${echo}/token`, MUHURI_VAULT_AUDIENCE: 'vault' },
    },
    { line: `${command} plain --keys keys`, env: { GITHUB_ACTIONS: 'true' } },
  ]
  const vault = `--signer vault --vault-address ${echo} --vault-mount transit --vault-key clients --signer-address ${echo} --signer-key clients`
  return {
    init: [
      ...of(`init new --name other --tier sandbox --keys new-keys`, `init new2 --name two --tier sandbox ${vault} --keys new-keys`),
      ...of(
        'init new3 --name three --tier sandbox --keys new-keys3 --passphrase-file secrets/passphrase',
        'init new4 --name four --tier sandbox --keys new-keys3 --passphrase-file secrets/lines',
      ),
    ],
    admit: withKeys('admit bluebank --dir hub --name Blue --country TZ --owner 1002 --role payer --currency TZS', 'keys'),
    join: withKeys(
      'join bluebank --dir hub --egress 198.51.100.32/29 --callback https://mojaloop.bluebank.example/ --callback-address 203.0.113.11',
      'bluebank',
    ),
    renew: [...withKeys('renew greenbank --dir hub --what client', 'greenbank'), ...withKeys('renew greenbank --dir hub --what jws', 'greenbank')],
    activate: of('activate greenbank --dir hub', 'activate greenbank --dir hub --accept-unconfirmed'),
    suspend: of('suspend greenbank --dir hub'),
    leave: of('leave bluebank --dir hub'),
    revoke: of(`revoke ${serial} --dir hub --reason keyCompromise --by greenbank`, 'revoke 00 --dir hub --reason keyCompromise --by greenbank'),
    rotate: [
      ...withKeys('rotate jws --dir hub', 'keys'),
      ...withKeys('rotate server --dir hub', 'keys'),
      ...withKeys('rotate deploy --dir hub', 'keys'),
      ...withKeys(`rotate ca ${CA} --phase publish`, 'keys'),
      ...of(`rotate ca ${CA} --phase publish --keys encrypted --passphrase-file secrets/wrong`),
    ],
    crl: [
      ...withKeys('crl issue --ca root --dir hub', 'keys'),
      ...withPassphrases('crl issue --ca root --dir hub --keys encrypted'),
      ...of('crl import secrets/passphrase --ca root --dir hub'),
    ],
    check: of('check hub', 'check hub --base main --head main --actor 2001', 'check plain'),
    plan: of('plan hub --base main --head main', 'plan hub --base main'),
    sign: [...signing('sign'), ...of('sign plain --crl-only --keys encrypted --passphrase-file secrets/passphrase')],
    render: [...withKeys('render hub --for all --out out', 'keys'), ...of('render hub --for all --out out --keys keys --plan secrets/passphrase')],
    bundle: withKeys('bundle greenbank --dir hub --out bundle.tar.gz', 'keys'),
    pull: [
      ...withKeys(`pull --from out --for greenbank --trust ${'a'.repeat(64)} --into installed`, 'greenbank'),
      ...of(`pull --from secrets --for hub --trust ${'a'.repeat(64)} --into installed --hook env`),
    ],
    inspect: [
      ...of(
        'inspect hub/dfsps/greenbank/jws/2026-11.pem --as jws',
        'inspect greenbank/greenbank-jws-2026-11.key --as jws',
        'inspect keys/hub-ca-clients.key --as jws',
      ),
      ...of(
        'inspect secrets/passphrase --as client',
        'inspect broken/hub-ca-clients.key --as jws',
        'inspect encrypted/hub-ca-clients.key --as ca',
        'inspect key.jwk --as jws',
      ),
    ],
    verify: of(
      'verify hub/hub/server/2026-11.pem --anchor hub/hub/ca/root.pem',
      'verify keys/hub-ca-clients.key --anchor hub/hub/ca/root.pem',
      'verify hub/hub/server/2026-11.pem --anchor keys/hub-ca-root.key',
    ),
    status: of('status hub', 'status hub --dfsp greenbank'),
    audit: of('audit hub', 'audit hub --recover --from keys --from secrets'),
    watch: of(
      'watch hub --keys keys',
      'watch plain --refresh --keys encrypted --passphrase-file secrets/wrong',
      'watch vaulted --refresh --keys keys',
      'watch tokened --refresh --keys keys',
    ),
    doctor: [{ line: 'doctor hub --repo example/pilot', env: github }, ...of('doctor hub')],
    setup: [{ line: 'setup github hub --repo example/pilot --app-id 7001 --yes', env: github }],
    explain: of(
      'explain hub --source-ip 198.51.100.17 --token-client greenbank --fspiop-source greenbank --method GET --path /parties',
      'explain hub --source-ip 198.51.100.17 --certificate keys/hub-ca-clients.key --token-client greenbank --fspiop-source greenbank --method GET --path /parties',
      'explain hub --source-ip 198.51.100.17 --deny secrets/passphrase --method GET --path /parties',
    ),
    jws: of(
      `jws sign --key greenbank/greenbank-jws-2026-11.key --method POST --path /quotes ${HEADERS} --body body.json --out-body sent.json`,
      `jws sign --key greenbank/greenbank-jws-2026-11.key --method POST --path /quotes --body secrets/missing`,
      `jws sign --key broken/greenbank-jws-2026-11.key --method POST --path /quotes ${HEADERS} --body body.json`,
      `jws sign --key encrypted/hub-ca-clients.key --passphrase-file secrets/wrong --method POST --path /quotes ${HEADERS} --body body.json`,
      `jws sign --key encrypted/hub-ca-clients.key --passphrase-file secrets/passphrase --method POST --path /quotes ${HEADERS} --body body.json`,
      `jws verify --key greenbank/greenbank-jws-2026-11.key --method POST --path /quotes ${HEADERS} --body body.json`,
    ),
    ilp: of(
      'ilp packet --version 4 --secret-file secrets/ilp --transaction transaction.json',
      'ilp condition --version 4 --secret-file secrets/ilp --transaction transaction.json',
      'ilp fulfil --version 4 --secret-file secrets/ilp --transaction transaction.json',
      'ilp packet --version 4 --secret-file secrets/ilp --transaction secrets/jwt',
      'ilp fulfil --secret-file secrets/ilp --packet AAAA',
      'ilp packet --version 4 --secret-file secrets/lines --transaction transaction.json',
      'ilp verify --condition AAAA --fulfilment BBBB',
    ),
    rehearse: of('rehearse plain --prepare prepared', 'rehearse plain --prepare secrets/passphrase'),
  }
}
