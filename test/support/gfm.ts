import { fetchedPackages } from './npm-cache.ts'

/** A node of Markdown as GitHub reads it, in mdast's terms. */
export interface MarkdownNode {
  readonly type: string
  readonly value?: string
  readonly children?: readonly MarkdownNode[]
}

/** A parser of GitHub Flavored Markdown: tables, task lists, strikethrough, footnotes and bare links as GitHub has them. */
export async function gfmParser(): Promise<(markdown: string) => readonly MarkdownNode[]> {
  const need = await fetchedPackages({
    name: 'gfm-2.0.2',
    whole: ['mdast-util-from-markdown@2.0.2', 'mdast-util-gfm@3.1.0', 'micromark-extension-gfm@3.0.0'],
  })
  const { fromMarkdown } = need('mdast-util-from-markdown')
  const { gfmFromMarkdown } = need('mdast-util-gfm')
  const { gfm } = need('micromark-extension-gfm')
  return (markdown) => flat(fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }))
}

const flat = (node: MarkdownNode): readonly MarkdownNode[] => [node, ...(node.children ?? []).flatMap(flat)]
