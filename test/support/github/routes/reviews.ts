import { atLeast, roleOf } from '../access.ts'
import { missing, ok, onRepository, paged, type Reply, type RepositoryCall, type Routes, refused, textOf } from '../call.ts'
import { reviewBody } from '../representation.ts'
import { fullName, type Review, tell } from '../world.ts'
import { pullOf } from './pulls.ts'

const STATES: Readonly<Record<string, Review['state']>> = { APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED', COMMENT: 'COMMENTED' }

/** Anyone who may read may approve; whether it counts is not asked here, as on GitHub. */
function submit(call: RepositoryCall): Reply {
  const { world, repository, caller, body } = call
  const pull = pullOf(call)
  if (pull === undefined) return missing
  const state = STATES[textOf(body['event'])]
  if (state === undefined) return refused(422, 'pending reviews are not kept here')
  if (state !== 'COMMENTED' && caller.user.id === pull.issue.user.id) return refused(422, 'Can not approve your own pull request')
  const review: Review = {
    id: world.nextId(),
    user: caller.user,
    body: textOf(body['body']),
    state,
    commit: textOf(body['commit_id']) || pull.head,
    submittedAt: world.now(),
  }
  pull.reviews.push(review)
  tell(world, { name: 'pull_request_review', action: 'submitted', repository: fullName(repository), number: pull.number, sha: pull.head, sender: caller.user })
  return ok(reviewBody(review))
}

function dismiss(call: RepositoryCall): Reply {
  const { world, repository, caller, params } = call
  const pull = pullOf(call)
  const review = pull?.reviews.find(({ id }) => id === Number(params['review_id']))
  if (pull === undefined || review === undefined) return missing
  if (caller.app === null && !atLeast(roleOf(world, repository, caller.user), 'write')) return refused(403, 'Must have push access')
  if (review.state === 'COMMENTED' || review.state === 'DISMISSED') return refused(422, 'Can not dismiss a commented or dismissed pull request review')
  review.state = 'DISMISSED'
  tell(world, { name: 'pull_request_review', action: 'dismissed', repository: fullName(repository), number: pull.number, sha: pull.head, sender: caller.user })
  return ok(reviewBody(review))
}

export const reviewRoutes: Routes = {
  'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews': onRepository('pull_requests:read', (call) => {
    const pull = pullOf(call)
    return pull === undefined ? missing : paged(pull.reviews.map(reviewBody))
  }),
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews': onRepository('pull_requests:write', submit, 'read'),
  'PUT /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}/dismissals': onRepository('pull_requests:write', dismiss, 'write'),
}
