import { type Callback, decide, decideCallback, decideConnection, type Place, type Reason, type Request, stepsOf } from '../model/decision.ts'
import type { Desired } from '../model/desired.ts'
import type { Environment } from '../model/environment.ts'
import type { ExplainedStep, Explanation } from '../model/explanation.ts'
import { formatInstant } from '../model/time.ts'
import { folderOf, placeIn, wholeFile } from './explain/place-of.ts'
import { type Explained, TELLERS } from './explain/steps.ts'

/** An environment and what follows from it, at one instant. */
export interface Explainable {
  readonly environment: Environment
  readonly desired: Desired
  readonly at: Date
}

/** One request to the Hub: what the firewall and the gateway ask of it, in their order, and which lines of the environment answer. */
export function explainRequest({ environment, desired, at }: Explainable, request: Request): Explanation {
  const { dfsp, pin, steps } = stepsOf(desired, request, at)
  const explained: Explained = { environment, desired, request, at, dfsp, pin }
  const decision = decide(desired, request, at)
  const reached = steps.findIndex(({ passed }) => !passed)
  const told = steps.map(({ question, passed }, index) =>
    stepOf(explained, question, reached !== -1 && index > reached ? 'not-reached' : passed ? 'passed' : 'refused'),
  )
  return {
    version: 1,
    asOf: formatInstant(at),
    allow: decision.allow,
    because: decision.allow ? null : decision.because,
    dfsp: decision.dfsp,
    steps: [firewallStep(explained), ...told],
  }
}

function stepOf(explained: Explained, question: Reason, state: ExplainedStep['state']): ExplainedStep {
  const teller = TELLERS[question]
  if (state === 'not-reached') return { question, state, said: 'Not asked any more.', at: [], remedy: null }
  if (state === 'passed') return { question, state, said: teller.passed(explained), at: teller.at(explained), remedy: null }
  return { question, state, said: teller.refused(explained), at: teller.at(explained), remedy: teller.remedy(explained) }
}

/** The firewall knows addresses only; it comes first, and what it drops the gateway never sees. */
function firewallStep({ environment, desired, request, at }: Explained): ExplainedStep {
  const decision = decideConnection(desired, { direction: 'in', address: request.sourceIp, port: desired.hub.ingress.port }, at)
  const caller = decision.allow && decision.dfsp !== null ? placeIn(folderOf(environment, decision.dfsp)?.endpoints, ['egress']) : []
  if (decision.allow) return { question: 'firewall', state: 'passed', said: `The firewall lets ${request.sourceIp} in.`, at: caller, remedy: null }
  return {
    question: 'firewall',
    state: 'refused',
    said: `The firewall drops ${request.sourceIp}: ${decision.because === 'denied-by-operator' ? 'the operator denies it' : 'it is in the egress of no active DFSP'}.`,
    at: [],
    remedy: 'add the network under egress of the DFSP, by a pull request',
  }
}

/** One call of the Hub's to a DFSP, as the DFSP's gateway decides it. */
export function explainCallback({ environment, desired, at }: Explainable, callback: Callback): Explanation {
  const decision = decideCallback(desired, callback, at)
  const folder = folderOf(environment, callback.dfsp)
  const order = ['malformed', 'source-ip', 'certificate', 'expired', 'status'] as const
  const reached = decision.allow ? order.length : Math.max(0, order.indexOf(decision.because as (typeof order)[number]))
  const places: Readonly<Record<(typeof order)[number], readonly Place[]>> = {
    malformed: placeIn(folder?.profile, ['fspId']),
    'source-ip': placeIn(environment.hub.endpoints, ['egress', 'addresses']),
    certificate: (folder?.hubClient ?? []).flatMap(({ path }) => wholeFile(path)),
    expired: (folder?.hubClient ?? []).flatMap(({ path }) => wholeFile(path)),
    status: placeIn(folder?.profile, ['status']),
  }
  const steps = order.map((question, index): ExplainedStep => {
    if (index > reached) return { question, state: 'not-reached', said: 'Not asked any more.', at: [], remedy: null }
    const [passed, refused, remedy] = CALLBACK[question]
    return index < reached
      ? { question, state: 'passed', said: passed, at: places[question], remedy: null }
      : { question, state: 'refused', said: refused, at: places[question], remedy }
  })
  return { version: 1, asOf: formatInstant(at), allow: decision.allow, because: decision.allow ? null : decision.because, dfsp: decision.dfsp, steps }
}

const CALLBACK = {
  malformed: ['FSPIOP-Destination names this DFSP.', 'FSPIOP-Destination does not name this DFSP.', 'the Hub sends FSPIOP-Destination with its FspId'],
  'source-ip': ["The call comes from the Hub's egress.", "The call does not come from the Hub's egress.", 'hub/endpoints.yaml lists the egress of the Hub'],
  certificate: [
    "The certificate is the Hub's for this DFSP.",
    "The certificate is none of the Hub's for this DFSP.",
    "the DFSP's CA signs the Hub's request in hub-client",
  ],
  expired: ['The certificate is in force.', 'The certificate has expired.', 'muhuri rotate hub-client --dir .'],
  status: ['The DFSP is active.', 'The DFSP is not active.', 'muhuri activate <id> --dir .'],
} as const
