import type { Weakness } from '../../model/doctor-report.ts'
import type { EnvironmentFacts } from '../../ports/host-settings.ts'
import type { ProtectionDemand } from './demand.ts'
import { ENVIRONMENTS, type EnvironmentName, type ProtectionFacts } from './facts.ts'
import { judged } from './unseen.ts'

const SETUP = 'muhuri setup github'
const PURPOSE: Readonly<Record<EnvironmentName, string>> = {
  sign: 'issues certificates',
  crl: 'makes CRLs',
  verdict: "holds the verdict App's key",
  publish: "holds the publisher App's key",
  deploy: 'signs what gateways load',
}

/** Weaknesses of the environments that the workflows name. */
export function environmentWeaknesses(facts: ProtectionFacts, demand: ProtectionDemand): readonly Weakness[] {
  const each = ENVIRONMENTS.flatMap((name) =>
    judged(facts.environments[name], { what: `environment "${name}" is protected`, permission: 'actions: read' }, (environment) =>
      environment === null
        ? [missing(name)]
        : [...branchWeaknesses(name, environment), ...(name === 'sign' ? reviewWeaknesses(environment, facts, demand) : [])],
    ),
  )
  return [...each, ...(demand.usesVault ? roleWeaknesses(facts) : [])]
}

const missing = (name: EnvironmentName): Weakness => ({
  code: `${name}/missing`,
  what: `There is no environment "${name}"; a workflow names it.`,
  why: 'GitHub makes it, without any protection, when the workflow first runs.',
  mend: SETUP,
})

/** Which refs an environment lets in: main, and nothing else. */
export function isMainOnly({ branches }: EnvironmentFacts): boolean {
  return branches?.kind === 'named' && branches.tags.length === 0 && branches.names.length === 1 && branches.names[0] === 'main'
}

function branchWeaknesses(name: EnvironmentName, environment: EnvironmentFacts): readonly Weakness[] {
  if (isMainOnly(environment)) return []
  const { branches } = environment
  const found = branches === null ? 'any branch' : branches.kind === 'protected' ? 'any protected branch' : [...branches.names, ...branches.tags].join(', ')
  return [
    {
      code: `${name}/any-branch`,
      what: `Environment "${name}", which ${PURPOSE[name]}, is open to ${found === '' ? 'no branch' : found}; expected main, and nothing else.`,
      why: 'A workflow on another branch, which nobody reviewed, gets its secrets and its identity.',
      mend: SETUP,
    },
  ]
}

function reviewWeaknesses(
  { reviewers, preventSelfReview, adminsBypass }: EnvironmentFacts,
  facts: ProtectionFacts,
  demand: ProtectionDemand,
): readonly Weakness[] {
  if (!demand.asksReviewers) return []
  const found: Weakness[] = []
  if (reviewers.length === 0)
    found.push({
      code: 'sign/no-reviewers',
      what: 'Environment "sign" has no reviewers; environment.yaml says "approval: environment".',
      why: 'What is on main is signed with nobody asked.',
      mend: `${SETUP}; a private repository without Enterprise has none: set "approval: officers" in environment.yaml`,
    })
  const strangers = reviewers.filter((one) => !mayReview(one, facts, demand))
  if (strangers.length > 0)
    found.push({
      code: 'sign/other-reviewers',
      what: `Environment "sign" asks ${strangers.map(({ kind, id }) => `${kind} ${id}`).join(', ')}; expected only the teams of environment.yaml, or people of hub/hub.yaml.`,
      why: 'One of them alone lets the signer run.',
      mend: SETUP,
    })
  if (reviewers.length > 0 && !preventSelfReview)
    found.push({
      code: 'sign/self-review',
      what: 'Who starts a run of environment "sign" may approve it; expected that it takes somebody else.',
      why: 'One person merges and lets the signer run.',
      mend: SETUP,
    })
  if (adminsBypass)
    found.push({
      code: 'sign/admin-bypass',
      what: 'Administrators may bypass the reviewers of environment "sign"; expected that nobody may.',
      why: 'One administrator lets the signer run alone.',
      mend: 'Settings → Environments → sign: untick "Allow administrators to bypass configured protection rules" (no API sets it)',
    })
  return found
}

/** Whether environment.yaml or hub.yaml names this reviewer. */
export function mayReview({ kind, id }: EnvironmentFacts['reviewers'][number], { teams }: ProtectionFacts, { people }: ProtectionDemand): boolean {
  if (kind === 'user') return people.reviewers.has(id) || people.admins.has(id)
  return [teams.reviewers, teams.admins].some((team) => team.kind === 'seen' && team.value?.id === id)
}

/** What signs CRLs with nobody asked must be somebody else, for Vault, than what issues certificates. */
function roleWeaknesses({ vaultRoles: { sign, crl } }: ProtectionFacts): readonly Weakness[] {
  const needed = { what: 'the environments name their roles at Vault', permission: 'environments: read' }
  return judged(sign, needed, (signs) =>
    judged(crl, needed, (refreshes) =>
      signs !== null && refreshes !== null && signs !== refreshes
        ? []
        : [
            {
              code: 'crl/may-sign',
              what: `Environments "sign" and "crl" ${signs === refreshes && signs !== null ? `share the Vault role "${signs}"` : 'do not each name a Vault role'}; expected one role each, in the variable MUHURI_VAULT_ROLE of each.`,
              why: 'What refreshes CRLs, with nobody asked, can issue certificates.',
              mend: 'gh variable set MUHURI_VAULT_ROLE --env crl --body <a role that may sign CRLs only>',
            },
          ],
    ),
  )
}
