import { simpleGit } from 'simple-git'
import { MuhuriError } from '../model/errors.ts'

/** The git directory of the work tree whose top folder `dir` is; `usage` where it is none. */
export async function gitDirOf(dir: string): Promise<string> {
  const answer = await ask(dir)
  const [gitDir, prefix] = answer.split('\n')
  if (gitDir === undefined || gitDir === '')
    throw new MuhuriError('usage', `"${dir}" is not in a Git work tree`, { hint: 'muhuri check --git-dir <g> --base <r> --head <r>' })
  if (prefix !== undefined && prefix !== '')
    throw new MuhuriError('usage', `"${dir}" is not the top of its Git work tree`, { hint: 'an environment has a repository of its own' })
  return gitDir
}

async function ask(dir: string): Promise<string> {
  try {
    return (await simpleGit({ baseDir: dir }).raw(['rev-parse', '--absolute-git-dir', '--show-prefix'])).trimEnd()
  } catch (cause) {
    throw new MuhuriError('usage', `"${dir}" is not in a Git work tree`, { cause, hint: 'muhuri check --git-dir <g> --base <r> --head <r>' })
  }
}
