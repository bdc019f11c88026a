import { describe, expect, test } from 'vitest'
import type { ReviewFacts } from '../../src/ports/git-host.ts'
import type { ApprovalFacts } from '../../src/stages/approvals/facts.ts'
import { approvalsOf } from '../../src/stages/approvals.ts'
import { sampleEnvironment, sampleFiles } from '../support/environment.ts'
import { environmentOf } from '../support/judge.ts'

const HEAD = 'a'.repeat(40)
const OLD = 'b'.repeat(40)
const hubYaml = (more = ''): string =>
  `name: Pilot Hub Ltd\ncountry: TZ\nadmins: [2001, 2002, 2003]\nreviewers: [2011, 2012]\nmachines: [9001]\ncontacts: [{ email: hub@pilot.example, for: technical }]\n${more}`
const base = sampleEnvironment({ files: { 'hub/hub.yaml': hubYaml() } })
const greenbank = sampleFiles().get('dfsps/greenbank/dfsp.yaml') ?? ''
const twoOwners = sampleEnvironment({
  files: { 'hub/hub.yaml': hubYaml(), 'dfsps/greenbank/dfsp.yaml': greenbank.replace(/owners: \[(\d+)\]/, 'owners: [1001, 1009]') },
})
const TEAMS = { reviewers: new Set([2011, 2012]), admins: new Set([2001, 2002, 2003]) }
const ROLES = new Map([2001, 2002, 2003, 2011, 2012].map((id) => [id, 'write' as const]))

let last = 0
const review = (user: number, changed: Partial<ReviewFacts> = {}): ReviewFacts => {
  last += 1
  return {
    id: last,
    user: { id: user, login: `u${user}` },
    state: 'approved',
    commit: HEAD,
    at: `2026-11-23T10:00:${String(last % 60).padStart(2, '0')}Z`,
    ...changed,
  }
}
const said = (...given: readonly (readonly [number, ReviewFacts['state'], string?])[]): readonly ReviewFacts[] =>
  given.map(([user, state, commit = HEAD], index) => review(user, { state, commit, id: index + 1, at: `2026-11-23T10:00:0${index}Z` }))

const judged = (changed: Partial<ApprovalFacts> = {}) =>
  approvalsOf({
    class: 'hub-review',
    base,
    head: HEAD,
    author: 1001,
    lastPusher: 1001,
    fromFork: true,
    maintainerCanModify: false,
    reviews: said([2011, 'approved']),
    roles: ROLES,
    teams: TEAMS,
    ...changed,
  })

test('one reviewer of the Hub approves what the class hub-review asks', () => {
  expect(judged()).toEqual({
    class: 'hub-review',
    raised: [],
    approved: true,
    requiredBy: 'reviewers',
    required: 1,
    counted: [{ user: 2011, login: 'u2011', commit: HEAD }],
    ignored: [],
    missing: [],
  })
})

test('an admin of the Hub stands in for a reviewer', () => {
  expect(judged({ reviews: said([2001, 'approved']) }).approved).toBe(true)
})

test('without any approval the sentence says how many are missing, and where', () => {
  expect(judged({ reviews: [] })).toMatchObject({
    approved: false,
    missing: [`1 approval by a reviewer or admin of the Hub is missing at ${HEAD}; 1 expected, 0 given.`],
  })
})

describe('an approval counts for nothing', () => {
  test.each<[string, Partial<ApprovalFacts>, string]>([
    ['of another commit', { reviews: said([2011, 'approved', OLD]) }, 'it is of another commit'],
    ['by the author', { author: 2011, lastPusher: 2011 }, 'authors do not approve their own request'],
    ['by who pushed last', { author: 2012, lastPusher: 2011 }, 'who pushed last does not approve'],
    ['by who may only read', { roles: new Map([[2011, 'read']]) }, 'its giver may not write to the repository'],
    ['by who may only triage', { roles: new Map([[2011, 'triage']]) }, 'its giver may not write to the repository'],
    ['where the role is not known', { roles: new Map() }, 'its giver may not write to the repository'],
    [
      'by who has left the team',
      { teams: { ...TEAMS, reviewers: new Set([2012]) } },
      'its giver is not both in hub/hub.yaml on base and in the team "hub-reviewers" or "hub-admins"',
    ],
    [
      'by a member of the team whom base does not name',
      { reviews: said([3001, 'approved']), roles: new Map([[3001, 'admin']]), teams: { ...TEAMS, reviewers: new Set([3001]) } },
      'its giver is not both in hub/hub.yaml on base and in the team "hub-reviewers" or "hub-admins"',
    ],
    [
      'where no team is in sight',
      { teams: { reviewers: null, admins: null } },
      'its giver is not both in hub/hub.yaml on base and in the team "hub-reviewers" or "hub-admins"',
    ],
    [
      'where base has no readable hub.yaml',
      { base: environmentOf({}) },
      'its giver is not both in hub/hub.yaml on base and in the team "hub-reviewers" or "hub-admins"',
    ],
    ['that was dismissed', { reviews: said([2011, 'dismissed']) }, 'it was dismissed'],
  ])('%s', (_, changed, because) => {
    const { approved, counted, ignored } = judged(changed)

    expect([approved, counted, ignored.map((one) => one.because)]).toEqual([false, [], [because]])
  })

  test('by a reviewer where admins are asked', () => {
    expect(judged({ class: 'hub-admin', reviews: said([2011, 'approved'], [2001, 'approved']) })).toMatchObject({
      approved: false,
      requiredBy: 'admins',
      required: 2,
      counted: [{ user: 2001 }],
      missing: [`1 approval by an admin of the Hub is missing at ${HEAD}; 2 expected, 1 given.`],
    })
  })
})

test('a team that is not in sight is said', () => {
  expect(judged({ teams: { ...TEAMS, reviewers: null }, reviews: [] }).missing).toContain(
    'The team "hub-reviewers" is not in sight, so none of its members counts.',
  )
})

describe('the newest word of a person counts', () => {
  test.each<[string, ReturnType<typeof said>, boolean]>([
    ['changes requested after an approval', said([2011, 'approved'], [2011, 'changes-requested']), false],
    ['an approval after changes requested', said([2011, 'changes-requested'], [2011, 'approved']), true],
    ['a second approval that was dismissed', said([2011, 'approved'], [2011, 'dismissed']), false],
    ['a comment after an approval', said([2011, 'approved'], [2011, 'commented']), true],
    ['an unsent review after an approval', said([2011, 'approved'], [2011, 'pending']), true],
    ['an approval of an older commit after one of this', said([2011, 'approved'], [2011, 'approved', OLD]), false],
    ['an approval of this commit after one of an older', said([2011, 'approved', OLD], [2011, 'approved']), true],
  ])('%s', (_, reviews, approved) => {
    expect(judged({ reviews }).approved).toBe(approved)
    expect(judged({ reviews: reviews.toReversed() }).approved).toBe(approved)
  })

  test('a refusal without a time outweighs, an approval without one does not', () => {
    const [approval, refusal] = [review(2011), review(2011, { state: 'changes-requested', at: null })]

    expect(judged({ reviews: [refusal, approval] }).approved).toBe(false)
    expect(judged({ reviews: [review(2011, { at: null }), review(2011, { state: 'changes-requested' })] }).approved).toBe(false)
  })

  test('one person counts once, and a review of nobody not at all', () => {
    expect(judged({ class: 'hub-admin', reviews: said([2001, 'approved'], [2001, 'approved']) }).counted).toHaveLength(1)
    expect(judged({ reviews: [review(2011, { user: null })] }).approved).toBe(false)
  })
})

describe('by class', () => {
  test.each(['restrict', 'self-service'] as const)('%s waits for nobody', (own) => {
    expect(judged({ class: own, reviews: [] })).toMatchObject({ class: own, approved: true, requiredBy: 'nobody', required: 0, missing: [] })
  })

  test('hub-admin waits for as many admins as base says', () => {
    expect(judged({ class: 'hub-admin', reviews: said([2001, 'approved'], [2002, 'approved']) }).approved).toBe(true)
  })

  test.each([
    ['basic', 1],
    ['strict', 2],
  ] as const)('in a %s environment %d admin agrees at least', (assurance, required) => {
    const settings = sampleEnvironment().settings
    const value = settings?.value
    if (settings == null || value == null) throw new Error('the sample has no settings')
    const loose = { ...value, policy: { ...value.policy, assurance }, admins: { team: 'hub-admins', approvals: 1 } }

    expect(judged({ class: 'hub-admin', base: { ...base, settings: { ...settings, value: loose } } }).required).toBe(required)
  })

  test('where base has no readable settings, production is assumed', () => {
    expect(judged({ class: 'hub-admin', base: { ...base, settings: null } }).required).toBe(2)
  })
})

describe('the class is raised to hub-admin', () => {
  test.each<[string, Partial<ApprovalFacts>, string]>([
    ['where maintainers may push to a fork', { maintainerCanModify: true }, 'access/maintainer-edits'],
    ['where they may, and who pushed is not known', { maintainerCanModify: true, lastPusher: null, class: 'restrict' }, 'access/maintainer-edits'],
    ['where somebody else pushed', { lastPusher: 1002 }, 'The head was pushed by 1002'],
    ['where a reviewer pushed to the branch of a DFSP', { lastPusher: 2011 }, 'The head was pushed by 2011'],
    ['where somebody else pushed a restriction', { class: 'restrict', lastPusher: 4000 }, 'The head was pushed by 4000'],
    ['where it is not known who pushed to the repository itself', { fromFork: false, lastPusher: null }, 'is not known'],
  ])('%s', (_, changed, reason) => {
    const { class: raised, raised: reasons, approved } = judged(changed)

    expect([raised, approved]).toEqual(['hub-admin', false])
    expect(reasons.join(' ')).toContain(reason)
  })

  test.each<[string, Partial<ApprovalFacts>]>([
    ['where the fork tells nobody who pushed, and only its own people may', { lastPusher: null }],
    ["where an admin pushes to a reviewer's branch", { author: 2012, lastPusher: 2001, fromFork: false }],
    ['where another owner of the same DFSP pushes', { base: twoOwners, lastPusher: 1009 }],
    ['where maintainers may push to the repository itself anyway', { fromFork: false, maintainerCanModify: true }],
  ])('not %s', (_, changed) => {
    expect(judged(changed)).toMatchObject({ class: 'hub-review', raised: [], approved: true })
  })

  test('not where a restriction comes from a known pusher, whoever else may push', () => {
    expect(judged({ class: 'restrict', maintainerCanModify: true, reviews: [] })).toMatchObject({ class: 'restrict', approved: true })
  })
})
