import { Document, isCollection, isScalar, parseDocument, visit } from 'yaml'
import { MuhuriError } from '../model/errors.ts'

const STYLE = { lineWidth: 0 } as const

/** Canonical YAML of plain data: block style, but what holds only scalars on one line; `comment` goes above. */
export function yamlText(value: object, comment?: string): string {
  const document = new Document(value)
  visit(document, {
    Collection: (key, node) => {
      const leaf = node.items.every((item) => isScalar(item) || (typeof item === 'object' && item !== null && 'value' in item && !isCollection(item.value)))
      if (key !== null && leaf) node.flow = true
    },
  })
  if (comment !== undefined) document.commentBefore = ` ${comment}`
  return document.toString(STYLE)
}

/** The text with these values set, or with undefined taken away; comments and everything else kept. */
export function editYaml(text: string, edits: readonly (readonly [path: readonly string[], value: unknown])[]): string {
  const document = parseDocument(text)
  if (document.errors.length > 0) throw new MuhuriError('usage', `the YAML cannot be read: ${document.errors[0]?.message}`, { hint: 'muhuri check' })
  for (const [path, value] of edits) {
    if (value === undefined) {
      if (document.hasIn(path)) document.deleteIn(path)
      continue
    }
    const before = document.getIn(path, true)
    const node = document.createNode(value)
    if (isCollection(node)) node.flow = true
    if (isScalar(before) && isScalar(node)) before.value = node.value
    else document.setIn(path, node)
  }
  return document.toString(STYLE)
}
