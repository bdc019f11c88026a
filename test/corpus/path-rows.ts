import { edited, type FileContents, sampleFiles } from '../support/environment.ts'
import { testKey } from '../support/pki.ts'
import { type Row, request } from './row.ts'

const JWS = sampleFiles().get('dfsps/bluebank/jws/2026-11.pem') ?? ''
const OTHER = testKey('rsa2048', 'twin').publicPem
const below = (folder: string): readonly string[] => [...sampleFiles().keys()].filter((path) => path.startsWith(folder))
const gone = (folder: string): FileContents => Object.fromEntries(below(folder).map((path) => [path, null]))
const many: FileContents = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`dfsps/greenbank/odd-${String(index).padStart(2, '0')}.txt`, 'x\n']))

/** Whose files these are, what kind of files, and how they are called. */
export const pathRows: readonly Row[] = [
  request({
    name: 'owner-in-head-takeover',
    attack: 'the head names its author as an owner of another DFSP, and changes that one',
    files: { ...edited('dfsps/bluebank/dfsp.yaml', '[1002]', '[1001]'), ...edited('dfsps/bluebank/endpoints.yaml', '203.0.113.16/29', '203.0.113.64/29') },
    expected: ['fail', 'repo/foreign-path dfsps/bluebank/dfsp.yaml', 'repo/foreign-path dfsps/bluebank/endpoints.yaml'],
  }),
  request({
    name: 'rename-foreign-file',
    attack: "another DFSP's key is renamed into the own folder",
    files: { 'dfsps/bluebank/jws/2026-11.pem': null, 'dfsps/greenbank/jws/moved.pem': JWS },
    expected: [
      'fail',
      'guard/last dfsps/bluebank/dfsp.yaml',
      'repo/foreign-path dfsps/bluebank/jws/2026-11.pem',
      'jws/key-reuse dfsps/greenbank/jws/moved.pem',
    ],
  }),
  request({
    name: 'delete-foreign-dir',
    attack: 'the whole folder of another DFSP is deleted',
    files: gone('dfsps/bluebank/'),
    expected: [
      'fail',
      ...below('dfsps/bluebank/')
        .toSorted()
        .flatMap((path) => [...(path.endsWith('dfsp.yaml') ? [`access/id-reused ${path}`, `guard/last ${path}`] : []), `repo/foreign-path ${path}`]),
    ],
  }),
  request({
    name: '31st-file-bypass',
    attack: "the last of 51 files is another DFSP's",
    files: { ...many, 'dfsps/yellowbank/odd.txt': 'x\n' },
    expected: [
      'fail',
      ...Object.keys(many).map((path) => `repo/unknown-path ${path}`),
      'schema/missing dfsps/yellowbank/dfsp.yaml',
      'repo/foreign-path dfsps/yellowbank/odd.txt',
      'repo/unknown-path dfsps/yellowbank/odd.txt',
    ],
  }),
  request({
    name: 'case-twin-dfsp',
    attack: 'a folder that is another on Linux and the same on macOS',
    files: { 'dfsps/GreenBank/dfsp.yaml': 'status: active\n' },
    expected: ['fail', 'repo/case-collision dfsps/GreenBank/dfsp.yaml', 'repo/foreign-path dfsps/GreenBank/dfsp.yaml'],
  }),
  request({
    name: 'nfd-twin',
    attack: 'two names that one file system composes to one',
    files: { 'dfsps/greenbank/jws/\u00e9.pem': OTHER, 'dfsps/greenbank/jws/e\u0301.pem': OTHER },
    expected: ['fail', 'repo/name dfsps/greenbank/jws/e\u0301.pem', 'repo/case-collision dfsps/greenbank/jws/\u00e9.pem'],
  }),
  request({
    name: 'symlink-to-ca',
    attack: "the CA is a link to the Hub's",
    entries: [{ path: 'dfsps/greenbank/ca/root.pem', mode: '120000', bytes: new TextEncoder().encode('../../../hub/ca/root.pem') }],
    expected: [
      'fail',
      'guard/trust-anchor dfsps/greenbank/ca/root.pem',
      'repo/symlink dfsps/greenbank/ca/root.pem',
      'guard/last dfsps/greenbank/dfsp.yaml',
      'chain/anchor dfsps/greenbank/hub-client/2026-11.pem',
      'chain/anchor dfsps/greenbank/server/2026-11.pem',
    ],
  }),
  request({
    name: 'gitlink',
    attack: 'a folder is a commit of another repository',
    entries: [{ path: 'dfsps/greenbank/more', mode: '160000', bytes: null, size: 0 }],
    expected: ['fail', 'repo/submodule dfsps/greenbank/more'],
  }),
  request({
    name: 'exec-bit',
    attack: 'a key may be executed',
    entries: [
      { path: 'dfsps/greenbank/jws/2026-11.pem', mode: '100755', bytes: new TextEncoder().encode(sampleFiles().get('dfsps/greenbank/jws/2026-11.pem')) },
    ],
    expected: ['fail', 'guard/last dfsps/greenbank/dfsp.yaml', 'repo/executable dfsps/greenbank/jws/2026-11.pem'],
  }),
  request({
    name: '.gitattributes filter=',
    attack: 'a filter of Git is set on keys',
    files: { 'dfsps/greenbank/.gitattributes': '*.pem filter=x\n' },
    expected: ['fail', 'repo/unknown-path dfsps/greenbank/.gitattributes'],
  }),
  request({
    name: 'filename-newline-command',
    attack: 'a name with a line that is a command',
    files: { 'dfsps/greenbank/jws/a\n::set-env name=PATH::x.pem': OTHER },
    expected: ['fail', 'repo/name dfsps/greenbank/jws/a\n::set-env name=PATH::x.pem'],
  }),
  request({
    name: '##[add-matcher] mid-line',
    attack: 'a name with a command in the middle',
    files: { 'dfsps/greenbank/jws/a##[add-matcher]x.json': OTHER },
    expected: ['fail', 'repo/name dfsps/greenbank/jws/a##[add-matcher]x.json'],
  }),
  request({
    name: 'workflow-edited-to-pass',
    attack: 'the check is edited to pass',
    files: { '.github/workflows/check.yml': 'on: push\njobs: {}\n' },
    expected: ['hub-admin'],
  }),
]
