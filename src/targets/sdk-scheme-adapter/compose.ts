import { stringify } from 'yaml'

const COMMENT = ' Rendered by Muhuri: the next render replaces this file. Yours go into compose.override.yaml and local.env.'

/** `compose.yaml`: the adapter and its cache, secrets read-only. The image and its version are the DFSP's to choose. */
export function composeFile(): string {
  const services = {
    'sdk-scheme-adapter': {
      image: variable('SDK_IMAGE', 'mojaloop/sdk-scheme-adapter'),
      env_file: ['sdk.env', { path: 'local.env', required: false }],
      volumes: ['./secrets:/opt/app/secrets:ro'],
      ports: ['4000:4000', '127.0.0.1:4001:4001'],
      depends_on: ['redis'],
    },
    redis: { image: variable('REDIS_IMAGE', 'redis:7-alpine') },
  }
  return `#${COMMENT}\n${stringify({ services }, { lineWidth: 0, version: '1.2', aliasDuplicateObjects: false, defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN' })}`
}

/** Compose's own notation: the variable, else this. */
function variable(name: string, otherwise: string): string {
  return `\${${name}:-${otherwise}}`
}
