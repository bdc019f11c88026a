/** One command of the story, as a person would type it in `folder`. */
export interface Step {
  readonly folder: Folder
  readonly command: string
  /** Exit code that the story tells of; 0 where it does not say. */
  readonly exit?: number
  /** How many lines of what it prints are shown; 0 for none. */
  readonly lines?: number
}

/** Whose desk it is: the Hub operator's, one of the DFSPs', or that of nobody in particular. */
export type Folder = '.' | 'hub' | 'greenbank' | 'bluebank'

export interface Chapter {
  readonly title: string
  readonly says: string
  readonly steps: readonly Step[]
}

const ALL = 60

/** Where the key of the CA that issues is: a file, or a token that it never leaves. */
export type DemoSigner = 'file' | 'pkcs11'

const TOKEN: readonly Step[] = [
  { folder: '.', command: 'mkdir -p token/tokens && echo "directories.tokendir = $PWD/token/tokens" > token/softhsm2.conf' },
  { folder: '.', command: '(umask 077 && openssl rand -hex 8 > token/pin)' },
  { folder: '.', command: 'softhsm2-util --init-token --free --label demo --so-pin "$(cat token/pin)" --pin "$(cat token/pin)"' },
]

/** What differs from one signer to the other. */
const SIGNERS: Readonly<Record<DemoSigner, { readonly before: readonly Step[]; readonly init: string; readonly sign: string }>> = {
  file: { before: [], init: '', sign: '--keys ../keys/hub' },
  pkcs11: {
    before: TOKEN,
    init: ' --signer pkcs11 --signer-module /usr/lib/softhsm/libsofthsm2.so --signer-token demo --pin-file token/pin',
    sign: '--pin-file ../token/pin',
  },
}

const setUp = (signer: DemoSigner): Chapter => ({
  title: 'The Hub sets up its environment',
  says: 'Keys stay outside the repository. A bare repository stands in for the Git host.',
  steps: [
    ...SIGNERS[signer].before,
    { folder: '.', command: `muhuri init hub --name demo --tier sandbox${SIGNERS[signer].init} --keys keys/hub`, lines: ALL },
    { folder: '.', command: 'git init -q --bare -b main remote.git' },
    { folder: 'hub', command: 'git remote add origin ../remote.git' },
    { folder: 'hub', command: 'git push -q origin main issued' },
  ],
})

const admission: Chapter = {
  title: 'The Hub admits two DFSPs',
  says: 'An owner is a numeric account id: who may change the folder of that DFSP.',
  steps: [
    {
      folder: 'hub',
      command: "muhuri admit greenbank --dir . --name 'Green Bank' --country TZ --owner 1001 --role payer --role payee --currency TZS --keys ../keys/hub",
      lines: ALL,
    },
    {
      folder: 'hub',
      command: "muhuri admit bluebank --dir . --name 'Blue Bank' --country TZ --owner 1002 --role payer --role payee --currency TZS --keys ../keys/hub",
    },
    { folder: 'hub', command: "git add . && git commit -q -m 'Admit Green Bank and Blue Bank' && git push -q origin main" },
  ],
}

const joining: Chapter = {
  title: 'Each DFSP joins on a branch of its own',
  says: 'join makes what it is not given: a CA, a server certificate, a request for the client certificate, a JWS key; and signs the request of the Hub.',
  steps: [
    { folder: '.', command: 'git clone -q remote.git greenbank && git clone -q remote.git bluebank' },
    {
      folder: 'greenbank',
      command:
        'muhuri join greenbank --dir . --egress 198.51.100.16/29 --callback https://mojaloop.greenbank.example:8443/fspiop --callback-address 198.51.100.24 --keys ../keys/greenbank --push origin',
      lines: ALL,
    },
    {
      folder: 'bluebank',
      command:
        'muhuri join bluebank --dir . --egress 203.0.113.32/29 --callback https://mojaloop.bluebank.example:8443/fspiop --callback-address 203.0.113.40 --keys ../keys/bluebank --push origin',
    },
  ],
}

const review: Chapter = {
  title: 'Machines check, a reviewer reads what the merge will do',
  says: 'Both read git objects; nothing of the branch is checked out.',
  steps: [
    { folder: 'hub', command: 'git fetch -q origin' },
    { folder: 'hub', command: 'muhuri check --git-dir .git --base main --head origin/join-greenbank --actor 1001', lines: ALL },
    { folder: 'hub', command: 'muhuri plan --git-dir .git --base main --head origin/join-greenbank --actor 1001 --format markdown > ../plan.md' },
    { folder: 'hub', command: "git merge -q --no-ff -m 'Merge: Green Bank joins' origin/join-greenbank && git push -q origin main" },
    { folder: 'bluebank', command: 'git pull -q --no-rebase --no-edit origin main && git push -q origin join-bluebank' },
    { folder: 'hub', command: 'git fetch -q origin' },
    { folder: 'hub', command: 'muhuri check --git-dir .git --base main --head origin/join-bluebank --actor 1002' },
    { folder: 'hub', command: "git merge -q --no-ff -m 'Merge: Blue Bank joins' origin/join-bluebank && git push -q origin main" },
  ],
}

const attack: Chapter = {
  title: 'A hostile branch is refused',
  says: 'The owner of Blue Bank opens the firewall of Green Bank to everyone.',
  steps: [
    { folder: 'bluebank', command: 'git pull -q origin main && git switch -q -c tidy-up' },
    { folder: 'bluebank', command: "sed -i 's#198.51.100.16/29#0.0.0.0/0#' dfsps/greenbank/endpoints.yaml" },
    { folder: 'bluebank', command: "git commit -q -a -m 'Tidy up' && git push -q origin tidy-up" },
    { folder: 'hub', command: 'git fetch -q origin' },
    { folder: 'hub', command: 'muhuri check --git-dir .git --base main --head origin/tidy-up --actor 1002', exit: 1, lines: ALL },
  ],
}

const signing = (signer: DemoSigner): Chapter => ({
  title: 'The merge issues the certificates',
  says: 'Of a request only the key is taken; everything else comes from the registry and the policy.',
  steps: [
    { folder: 'hub', command: `muhuri sign . ${SIGNERS[signer].sign}`, lines: ALL },
    { folder: 'hub', command: "git -C issued add . && git -C issued commit -q -m 'Issue certificates' && git push -q origin issued" },
    { folder: 'hub', command: 'muhuri status', lines: ALL },
  ],
})

const activation: Chapter = {
  title: 'The Hub activates both and renders what gateways and firewalls load',
  says: 'What the repository cannot prove is accepted by name, and recorded.',
  steps: [
    { folder: 'hub', command: 'muhuri activate greenbank --dir . --accept-unconfirmed', lines: ALL },
    { folder: 'hub', command: 'muhuri activate bluebank --dir . --accept-unconfirmed' },
    { folder: 'hub', command: "git add . && git commit -q -m 'Activate Green Bank and Blue Bank' && git push -q origin main" },
    { folder: 'hub', command: 'muhuri check', lines: ALL },
    { folder: 'hub', command: 'muhuri render . --for all --out ../rendered --keys ../keys/hub', lines: ALL },
  ],
}

/** What a DFSP is told over another channel: here it stands in its clone. */
const FINGERPRINT = 'openssl pkey -pubin -in hub/deploy/*.pem -outform DER | openssl dgst -sha256 -r | cut -c1-64 > ../deploy-key.sha256'

const installation: Chapter = {
  title: 'Each DFSP installs its own',
  says: 'pull believes no folder and no Git host: only the deploy key whose fingerprint it was told, and keys that lead back to those it knows.',
  steps: [
    { folder: 'bluebank', command: FINGERPRINT },
    {
      folder: 'bluebank',
      command:
        'muhuri pull --from ../rendered --for bluebank --trust "$(cat ../deploy-key.sha256)" --into ../gateways/bluebank --hook \'echo "reload: $MUHURI_DIR"\'',
      lines: ALL,
    },
    { folder: 'hub', command: 'muhuri bundle greenbank --dir . --out ../greenbank.tar.gz --rendered ../rendered --keys ../keys/hub', lines: ALL },
    {
      folder: 'greenbank',
      command: 'muhuri pull --from ../greenbank.tar.gz --for greenbank --trust "$(cat ../deploy-key.sha256)" --into ../gateways/greenbank',
    },
  ],
}

/** Issue, check, plan, sign, render, install: everything but the rehearsal, in order. */
export const storyWith = (signer: DemoSigner): readonly Chapter[] => [
  setUp(signer),
  admission,
  joining,
  review,
  attack,
  signing(signer),
  activation,
  installation,
]

/** Real traffic through the rendered gateway and firewall. */
export const rehearsal: Step = { folder: 'hub', command: 'muhuri rehearse', lines: 400 }
