import { isAlias, isMap, isScalar, isSeq, type ParsedNode } from 'yaml'
import type { Mark } from './mark.ts'
import { refusedInValue } from './refused-characters.ts'
import { MAX_NESTING, TOO_DEEP, YamlRefused } from './yaml-refused.ts'

const MAX_NODES = 20_000
/** The merge key of YAML 1.1, and what JavaScript takes for something else. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['<<', '__proto__'])

export interface MarkedValue {
  readonly value: unknown
  readonly mark: Mark
}

interface Visit {
  readonly text: string
  nodes: number
}

/** Where a node stands: its own place, and its key's in a mapping. */
interface Spot {
  readonly at: number
  readonly key: number | null
}

/** Plain data of a node with its places; throws `YamlRefused` at what YAML has beyond plain data. */
export function yamlData(root: ParsedNode | null, text: string): MarkedValue {
  return visit(root, { depth: 1, key: null }, { text, nodes: 0 })
}

function visit(node: ParsedNode | null, { depth, key }: { readonly depth: number; readonly key: number | null }, state: Visit): MarkedValue {
  if (node === null) return { value: null, mark: { at: key ?? 0, key, inside: null } }
  const spot = { at: node.range[0], key }
  state.nodes += 1
  if (depth > MAX_NESTING) throw new YamlRefused(TOO_DEEP, spot.at)
  if (state.nodes > MAX_NODES) throw new YamlRefused(`the file has more than ${MAX_NODES} values`, spot.at)
  refuseProperties(node, state.text)
  if (isSeq(node)) return list(node.items, spot, (item) => visit(item, { depth: depth + 1, key: null }, state))
  if (isMap(node)) return mapping(node.items, spot, (item, itemKey) => visit(item, { depth: depth + 1, key: itemKey }, state))
  return { value: isScalar(node) ? scalar(node.value, spot.at) : null, mark: { ...spot, inside: null } }
}

function list(items: readonly ParsedNode[], spot: Spot, read: (item: ParsedNode) => MarkedValue): MarkedValue {
  const marked = items.map(read)
  return { value: marked.map(({ value }) => value), mark: { ...spot, inside: new Map(marked.map(({ mark }, index) => [index, mark])) } }
}

type Pair = { readonly key: ParsedNode; readonly value: ParsedNode | null }

function mapping(items: readonly Pair[], spot: Spot, read: (item: ParsedNode | null, key: number | null) => MarkedValue): MarkedValue {
  const map: Record<string, unknown> = {}
  const inside = new Map<string | number, Mark>()
  for (const { key, value } of items) {
    const name = nameOf(read(key, null).value, key.range[0])
    if (inside.has(name)) throw new YamlRefused(`the key ${JSON.stringify(name)} occurs twice; expected once`, key.range[0])
    const item = read(value, key.range[0])
    map[name] = item.value
    inside.set(name, item.mark)
  }
  return { value: map, mark: { ...spot, inside } }
}

function nameOf(name: unknown, at: number): string {
  if (typeof name !== 'string') throw new YamlRefused('a key is not a string; expected plain or quoted text', at)
  if (FORBIDDEN_KEYS.has(name)) throw new YamlRefused(`the key ${JSON.stringify(name)} stands here; expected a name of the schema`, at)
  return name
}

function scalar(value: unknown, at: number): unknown {
  const refused = typeof value === 'string' ? refusedInValue(value) : null
  if (refused !== null) throw new YamlRefused(refused, at)
  return value
}

function refuseProperties(node: ParsedNode, text: string): void {
  const [start] = node.range
  if (isAlias(node)) throw new YamlRefused('an alias is used; expected the value itself', start)
  if (node.anchor !== undefined) throw new YamlRefused(`the anchor "&${node.anchor}" is set; expected none`, text.lastIndexOf(`&${node.anchor}`, start))
  if (node.tag !== undefined) throw new YamlRefused('a tag is given; expected none', tagStart(text, start))
}

/** Where `!name` or `!!name` begins that stands before `start`. */
function tagStart(text: string, start: number): number {
  const last = text.lastIndexOf('!', start)
  return text[last - 1] === '!' ? last - 1 : last
}
