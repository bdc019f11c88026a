import { MuhuriError } from '../../model/errors.ts'
import { parseCallbackUrl } from '../../net/callback-url.ts'
import { type ChangeSet, NO_CHANGES } from '../change-set.ts'
import { yamlText } from '../yaml-text.ts'
import { type JoinInput, pathOf } from './join-input.ts'

/** `endpoints.yaml` from what was given; one that is there is left alone. */
export function ownEndpoints(input: JoinInput): ChangeSet {
  if (input.dfsp.endpoints !== null)
    return input.egress.length + input.callbackAddresses.length === 0 && input.callback === null
      ? NO_CHANGES
      : { ...NO_CHANGES, notes: [`${input.dfsp.endpoints.path} is there and left as it is; to change it, edit it`] }
  if (input.egress.length === 0)
    throw new MuhuriError('usage', 'option --egress is missing: the addresses that the DFSP calls from', { hint: 'for example --egress 198.51.100.16/29' })
  if (input.callback === null)
    throw new MuhuriError('usage', 'option --callback is missing: the URL under which the DFSP is called back', {
      hint: `for example --callback https://mojaloop.${input.dfsp.id}.example:8443/fspiop`,
    })
  const endpoints = {
    egress: input.egress.map((cidr) => ({ cidr })),
    callbacks: { base: input.callback, resources: {}, addresses: input.callbackAddresses },
  }
  return { ...NO_CHANGES, files: [{ path: pathOf(input, 'endpoints.yaml'), text: yamlText(endpoints, 'Where the DFSP calls from, and where it is called.') }] }
}

/** Every host that the DFSP is called back at, sorted. */
export function callbackHosts(input: JoinInput): readonly string[] {
  const there = input.dfsp.endpoints?.value?.callbacks
  const urls = there === undefined ? [input.callback ?? ''] : [there.base, ...Object.values(there.resources)]
  return [...new Set(urls.flatMap((url) => parseCallbackUrl(url)?.host ?? []))].sort()
}
