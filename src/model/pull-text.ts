/** What a pull request that the program opens says: our own words, and nothing that somebody typed. */
export interface PullText {
  readonly title: string
  readonly body: string
}

/** For the branch of `join` or `renew`; ids are of the layout's own letters, so nothing in them is Markdown. */
export function pullText(verb: 'Join' | 'Renew', id: string): PullText {
  const what = verb === 'Join' ? 'brings what this DFSP has to share to join the environment' : 'brings successors of what this DFSP has, beside the old'
  return {
    title: `${verb} ${id}`,
    body: [
      `This ${what}: \`dfsps/${id}\`.`,
      '',
      `Made by \`muhuri ${verb.toLowerCase()} ${id}\`. The comment of the verdict says what its merge does.`,
      '',
    ].join('\n'),
  }
}
