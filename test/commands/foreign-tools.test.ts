import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import { cli, words } from '../support/run-cli.ts'
import { type Workshop, workshop } from '../support/shell.ts'
import { testWith } from '../support/tools.ts'

/** What DFSPs bring from their own tools, with whatever those write around PEM, through join, check and sign. */

let place: Workshop
let count = 0

const at = (path: string): string => join(place.directory, path)
const muhuri = (line: string) => cli(place.directory, words(`${line} --keys keys/none`))

function tool(program: string, line: string): string {
  const { ok, output } = place.run(program, ...words(line))
  if (!ok) throw new Error(`${program} ${line}\n${output}`)
  return output
}

beforeAll(async () => {
  place = workshop()
  const made = await cli(place.directory, words('init env --name pilot --tier sandbox --keys keys/hub'))
  if (made.exit !== 0) throw new Error(made.err)
})
afterAll(() => place.close())

interface Brought {
  readonly csr: string
  readonly ca: string
  readonly server: string
  readonly jws: string
}

/** Admits a DFSP, joins it with these files alone, commits, checks and signs; gives its id. */
async function throughTheHouse(make: (id: string) => Brought): Promise<string> {
  count += 1
  const id = `bank${count}`
  expect(
    await cli(place.directory, words(`admit ${id} --dir env --name ${id} --country TZ --owner ${2000 + count} --role payer --keys keys/hub`)),
  ).toMatchObject({ exit: 0 })
  const { csr, ca, server, jws } = make(id)
  const joined = await muhuri(
    `join ${id} --dir env --egress 198.51.${100}.${16 * count}/29 --callback https://mojaloop.${id}.example/fspiop --callback-address 203.0.113.${count} --csr ${csr} --ca ${ca} --server-cert ${server} --jws ${jws} --format json`,
  )
  expect(joined, joined.out).toMatchObject({ exit: 0, err: '' })
  expect(JSON.parse(joined.out)).toMatchObject({
    keys: [],
    notes: [
      expect.stringContaining("the Hub's request"),
      expect.any(String),
      expect.stringContaining('openssl x509 -req'),
      ...['jws/2026-11', 'server/2026-11', 'ca/root'].map((name) =>
        expect.stringContaining(`the key of dfsps/${id}/${name}.pem is not at hand, so nothing proves it yet`),
      ),
    ],
  })
  place.run('git', '-C', at('env'), 'add', '.')
  place.run('git', '-C', at('env'), '-c', 'user.name=T', '-c', 'user.email=t@pilot.example', 'commit', '-q', '-m', id)
  const checked = JSON.parse((await cli(place.directory, words('check env --format json'))).out)
  expect(checked.findings.filter(({ severity }: { severity: string }) => severity === 'error')).toEqual([])
  expect(checked.findings.filter(({ code }: { code: string }) => code.endsWith('not-canonical'))).toEqual([])
  const signed = await cli(place.directory, words('sign env --keys keys/hub --format json'))
  expect(signed, signed.err).toMatchObject({ exit: 0 })
  const [issued] = JSON.parse(signed.out).issued
  expect(issued).toMatchObject({ dfsp: id })
  const verified = place.run(
    'openssl',
    'verify',
    '-x509_strict',
    '-purpose',
    'sslclient',
    '-CAfile',
    at('env/hub/ca/root.pem'),
    '-untrusted',
    at('env/hub/ca/clients.pem'),
    at(`env/${issued.path}`),
  )
  expect(verified).toMatchObject({ ok: true })
  const key = (output: string): string => output.replace(/\s/g, '')
  expect(key(tool('openssl', `x509 -in ${at(`env/${issued.path}`)} -noout -pubkey`))).toBe(key(tool('openssl', `req -in ${at(csr)} -noout -pubkey`)))
  return id
}

/** A CA and a server certificate by openssl, for tools that are tried on the CSR alone. */
function authority(id: string, algorithm: string): Pick<Brought, 'ca' | 'server' | 'jws'> {
  const host = `mojaloop.${id}.example`
  place.put(
    `${id}.ext`,
    `subjectAltName=DNS:${host}\nextendedKeyUsage=serverAuth\nkeyUsage=critical,digitalSignature\nbasicConstraints=critical,CA:FALSE\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n`,
  )
  tool(
    'openssl',
    `req -x509 -newkey ${algorithm} -nodes -keyout ${id}-ca.pem -out ${id}-ca.crt -text -days 3650 -subj /C=TZ/O=${id}/CN=${id}-root -addext keyUsage=critical,keyCertSign,cRLSign`,
  )
  tool('openssl', `req -new -newkey ${algorithm} -nodes -keyout ${id}-server.pem -out ${id}-server.csr -subj /CN=${host}`)
  tool(
    'openssl',
    `x509 -req -in ${id}-server.csr -CA ${id}-ca.crt -CAkey ${id}-ca.pem -CAcreateserial -days 397 -extfile ${id}.ext -text -out ${id}-server.crt`,
  )
  tool('openssl', `genrsa -out ${id}-jws.pem 2048`)
  tool('openssl', `rsa -in ${id}-jws.pem -pubout -out ${id}-jws.pub`)
  return { ca: `${id}-ca.crt`, server: `${id}-server.crt`, jws: `${id}-jws.pub` }
}

const RSA = 'rsa:2048'
const EC = 'ec -pkeyopt ec_paramgen_curve:P-256'

testWith('git', 'openssl')('openssl, RSA, with the text that -text writes', async () => {
  await throughTheHouse((id) => {
    tool('openssl', `req -new -text -newkey ${RSA} -nodes -keyout ${id}.pem -out ${id}.csr -subj /C=TZ/O=${id}/CN=${id}`)
    return { csr: `${id}.csr`, ...authority(id, RSA) }
  })
})

testWith('git', 'openssl')('openssl, EC, with CRLF line ends', async () => {
  await throughTheHouse((id) => {
    tool('openssl', `req -new -newkey ${EC} -nodes -keyout ${id}.pem -out ${id}.lf -subj /C=TZ/O=${id}/CN=${id}`)
    place.put(`${id}.csr`, readFileSync(at(`${id}.lf`), 'utf8').replaceAll('\n', '\r\n'))
    return { csr: `${id}.csr`, ...authority(id, EC) }
  })
})

testWith('git', 'openssl', 'keytool')(
  "Java's keytool, certificates and all",
  async () => {
    await throughTheHouse((id) => {
      const store = '-storepass changeit -keypass changeit -keystore'
      const dname = (cn: string): string[] => ['-dname', `CN=${cn}, O=${id}, C=TZ`]
      const keytool = (line: string, more: readonly string[] = []): void => {
        const { ok, output } = place.run('keytool', ...words(line), ...more)
        if (!ok) throw new Error(output)
      }
      keytool(`-genkeypair -alias client -keyalg RSA -keysize 2048 ${store} ${id}.p12`, dname(id))
      keytool(`-certreq -alias client -file ${id}.csr ${store} ${id}.p12`)
      keytool(
        `-genkeypair -alias ca -keyalg EC -groupname secp256r1 -validity 3650 -ext bc:c=ca:true -ext ku:c=keyCertSign,cRLSign ${store} ${id}.p12`,
        dname(`${id} root`),
      )
      keytool(`-exportcert -rfc -alias ca -file ${id}-ca.crt ${store} ${id}.p12`)
      keytool(`-genkeypair -alias server -keyalg EC -groupname secp256r1 ${store} ${id}.p12`, dname(id))
      keytool(`-certreq -alias server -file ${id}-server.csr ${store} ${id}.p12`)
      keytool(
        `-gencert -alias ca -rfc -infile ${id}-server.csr -outfile ${id}-server.crt -validity 397 -ext san=dns:mojaloop.${id}.example -ext eku=serverAuth -ext ku:c=digitalSignature ${store} ${id}.p12`,
      )
      return { csr: `${id}.csr`, ca: `${id}-ca.crt`, server: `${id}-server.crt`, jws: authority(`${id}x`, EC).jws }
    })
  },
  300_000,
)

testWith(
  'git',
  'openssl',
  'certtool',
)("GnuTLS' certtool, certificates and all", async () => {
  await throughTheHouse((id) => {
    const template = (name: string, lines: readonly string[]): string =>
      place.put(`${id}-${name}.cfg`, `${[`cn = "${name === 'ca' ? `${id} root` : id}"`, `organization = "${id}"`, 'country = TZ', ...lines].join('\n')}\n`)
    for (const name of ['client', 'ca', 'server']) tool('certtool', `--generate-privkey --key-type ecdsa --curve secp256r1 --outfile ${id}-${name}.pem`)
    tool('certtool', `--generate-request --load-privkey ${id}-client.pem --template ${template('client', [])} --outfile ${id}.csr`)
    tool(
      'certtool',
      `--generate-self-signed --load-privkey ${id}-ca.pem --template ${template('ca', ['ca', 'cert_signing_key', 'crl_signing_key', 'expiration_days = 3650'])} --outfile ${id}-ca.crt`,
    )
    const server = template('server', [`dns_name = "mojaloop.${id}.example"`, 'tls_www_server', 'signing_key', 'expiration_days = 397'])
    tool(
      'certtool',
      `--generate-certificate --load-privkey ${id}-server.pem --load-ca-certificate ${id}-ca.crt --load-ca-privkey ${id}-ca.pem --template ${server} --outfile ${id}-server.crt`,
    )
    return { csr: `${id}.csr`, ca: `${id}-ca.crt`, server: `${id}-server.crt`, jws: authority(`${id}x`, RSA).jws }
  })
})

testWith('git', 'openssl')("the openssl command that join prints signs the Hub's request", async () => {
  const id = 'bank1'
  const { out } = await muhuri(`join ${id} --dir env`)
  const [print, sign] = out
    .split('\n')
    .filter((line) => line.startsWith('note    '))
    .map((line) => line.slice('note    '.length))
  const script = `${print}\n${(sign ?? '').replace('<your CA>.pem', at(`${id}-ca.crt`)).replace('<its key>', at(`${id}-ca.pem`))}`

  expect(
    place.run(
      'sh',
      '-c',
      `cd ${at('env')} && ${script.replace('> hub-client.ext', `> ${at('x.ext')}`).replace('-extfile hub-client.ext', `-extfile ${at('x.ext')}`)}`,
    ),
  ).toMatchObject({ ok: true })

  const { findings } = JSON.parse((await cli(place.directory, words('check env --format json'))).out)
  expect(
    findings.filter(({ severity, path }: { severity: string; path: string }) => severity === 'error' && path.startsWith(`dfsps/${id}/hub-client`)),
  ).toEqual([])
})
