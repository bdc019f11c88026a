import { MuhuriError } from '../src/model/errors.ts'
import { hubAuthorities } from '../src/model/hub-authorities.ts'
import type { ChangeSet } from '../src/stages/change-set.ts'
import { newErrors } from '../src/stages/new-errors.ts'
import { nextSigner, publishAuthority, type RotatedRole, rootAbove } from '../src/stages/rotate/publish.ts'
import { retireAuthority } from '../src/stages/rotate/retire.ts'
import { switchAuthority } from '../src/stages/rotate/switch.ts'
import { flag, text } from './arguments.ts'
import { caKeyIn } from './ca-key.ts'
import { choice } from './choice.ts'
import type { Outcome } from './command.ts'
import { givenCertificates } from './given-certificates.ts'
import { keptOnSuccess, type NewSigner, newSigner } from './new-signer.ts'
import { givenPassphrase } from './read-given.ts'
import type { Rotating } from './rotating.ts'
import { refusedOutcome, writeChanges, writtenOutcome } from './write-changes.ts'

export const PHASES = ['publish', 'switch', 'retire'] as const
type Phase = (typeof PHASES)[number]

const DO: Readonly<Record<Phase, (rotating: Rotating, role: RotatedRole) => Promise<Outcome>>> = { publish, switch: takeOver, retire }

/** One phase of changing a CA of the Hub: publish, switch, retire. */
export async function rotateAuthority(rotating: Rotating): Promise<Outcome> {
  const role = roleOf(rotating)
  const phase = choice(rotating.invocation, 'phase', PHASES) ?? nextPhase(rotating, role)
  return DO[phase](rotating, role)
}

/** `--ca` names a kind, or a CA of that kind. */
function roleOf({ invocation, input }: Rotating): RotatedRole {
  const given = text(invocation, 'ca') ?? 'clients'
  const named = hubAuthorities(input.environment).find(({ name }) => name === given)?.role ?? given
  if (named === 'clients' || named === 'servers' || named === 'root') return named
  throw new MuhuriError('usage', `"${given}" given with --ca is no CA of the Hub that is rotated`, { hint: 'clients, servers or root' })
}

function nextPhase({ input }: Rotating, role: RotatedRole): Phase {
  const states = new Set(hubAuthorities(input.environment).flatMap((ca) => (ca.role === role ? [ca.state] : [])))
  if (states.has('next')) return 'switch'
  return states.has('previous') ? 'retire' : 'publish'
}

async function publish(rotating: Rotating, role: RotatedRole): Promise<Outcome> {
  const { invocation, input, keys } = rotating
  const passphrase = await givenPassphrase(invocation)
  const [given = null] = (await givenCertificates(invocation, 'cert')) ?? []
  const root = rootAbove({ ...input, role })
  const place = { name: root.name, certificate: root.facts, tier: input.settings.tier, passphrase, env: invocation.io.env }
  const rootKey = given === null ? await caKeyIn(keys, place) : null
  const signer = given === null && role !== 'servers' ? await signerOfNext(rotating) : null
  return keptOnSuccess(signer, async () => {
    const made = signer === null ? {} : { signer: signer.signer }
    const changes = await publishAuthority({ ...input, role, rootKey, given, passphrase, ...made })
    return published(rotating, role, { ...changes, notes: [...(signer?.notes ?? []), ...changes.notes] })
  })
}

/** Where no key file is made for the next clients CA, but one in its token. */
async function signerOfNext({ invocation, input }: Rotating): Promise<NewSigner | null> {
  const next = nextSigner(input)
  return next === null ? null : newSigner(invocation, { ...next, environment: input.settings })
}

const published = (rotating: Rotating, role: RotatedRole, changes: ChangeSet): Promise<Outcome> =>
  finish(rotating, changes, {
    phase: 'publish',
    next: [
      "git add hub environment.yaml && git commit -m 'Publish a new CA'",
      'muhuri sign .',
      'muhuri render . --for all --out <out>',
      `muhuri rotate ca --ca ${role} --dir . --phase switch`,
    ],
  })

async function takeOver(rotating: Rotating, role: RotatedRole): Promise<Outcome> {
  const { invocation, input } = rotating
  const { changes, issuing, unacknowledged } = switchAuthority(input.environment, role, invocation.at)
  const [first, ...more] = unacknowledged
  if (first !== undefined && !flag(invocation, 'accept-unacknowledged'))
    throw new MuhuriError(
      'refused',
      `${issuing.join(', ')} is not installed everywhere yet: ${first.message}${more.length === 0 ? '' : `, and ${more.length} more`}`,
      {
        hint: `muhuri render . --for all --out <out>, have it installed and recorded; or --accept-unacknowledged`,
      },
    )
  const reissue = role === 'servers' ? [] : [`muhuri sign . --reissue --ca ${issuing[0]}`]
  const server = role === 'clients' ? [] : ['muhuri rotate server --dir .']
  return finish(rotating, changes, {
    phase: 'switch',
    next: ["git commit -m 'Switch to the new CA' environment.yaml", ...reissue, ...server, `muhuri rotate ca --ca ${role} --dir . --phase retire`],
    more: { issuing, unacknowledged },
  })
}

async function retire(rotating: Rotating, role: RotatedRole): Promise<Outcome> {
  const { changes, retired } = retireAuthority(rotating.input.environment, role, rotating.invocation.at)
  return finish(rotating, changes, {
    phase: 'retire',
    next: ["git commit -m 'Retire a CA' environment.yaml", 'muhuri render . --for all --out <out>'],
    more: { retired },
  })
}

interface Finished {
  readonly phase: Phase
  readonly next: readonly string[]
  readonly more?: Readonly<Record<string, unknown>>
}

async function finish({ invocation, input, keys, dir }: Rotating, changes: ChangeSet, { phase, next, more = {} }: Finished): Promise<Outcome> {
  const errors = newErrors(input.environment, changes.files, invocation.at)
  if (errors.length > 0) return refusedOutcome(errors)
  await writeChanges(changes, { dir, keys })
  return writtenOutcome({ changes, keys, next, more: { phase, ...more } })
}
