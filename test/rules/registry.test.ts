import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { allRules, registry } from '../../src/rules/index.ts'
import type { Kind, Rule } from '../../src/rules/rule.ts'

const root = new URL('../../', import.meta.url).pathname
const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((family) => readdirSync(join(root, folder, family.name)).map((file) => `${family.name}/${file}`))

const rules = allRules(registry)
/** A file is a rule's where it says that it has a code. */
const ruleFiles = filesBelow('src/rules').filter((file) => /code: '|= treeRule\(/.test(readFileSync(join(root, 'src/rules', file), 'utf8')))
const codeOf = (file: string): string => `${dirname(file)}/${basename(file).replace(/(\.test)?\.ts$/, '')}`

/** Never to be waived (CONTRACT §4). */
const NEVER = [
  /^(repo|schema|proof|environment|internal|waiver)\//,
  /\/(signature|private-key|key-reuse|key-compromised)$/,
  /^cert\/(issuer|unledgered|revoked)$/,
  /^chain\/anchor$/,
  /^guard\/trust-anchor$/,
  /^endpoint\/cidr-overlap$/,
]

describe('the registry', () => {
  it('has each code once, but for the rule of the tree that has a part with dates', () => {
    const codes = rules.map(({ code }) => code).filter((code, at, all) => all.indexOf(code) !== at)
    expect(codes).toEqual(['repo/too-many'])
  })

  it('has every rule file, and each is named after its code', () => {
    expect([...new Set(rules.map(({ code }) => code))].toSorted()).toEqual(ruleFiles.map(codeOf).toSorted())
  })

  it('has a test of every rule, in its own file or in one of its family that names it', () => {
    const files = filesBelow('test/rules')
    const isTested = (code: string): boolean =>
      files.some((file) => codeOf(file) === code || (dirname(file) === dirname(code) && readFileSync(join(root, 'test/rules', file), 'utf8').includes(code)))
    expect(rules.map(({ code }) => code).filter((code) => !isTested(code))).toEqual([])
  })

  it('lists every rule under its own kind', () => {
    for (const [kind, list] of Object.entries(registry) as [Kind, readonly Rule[]][]) expect(list.filter((rule) => rule.kind !== kind)).toEqual([])
  })

  it('lets nothing be waived that CONTRACT forbids', () => {
    expect(rules.filter(({ code, waivable }) => waivable && NEVER.some((pattern) => pattern.test(code))).map(({ code }) => code)).toEqual([])
  })

  it('says of every rule what must hold, in one sentence', () => {
    expect(rules.filter(({ summary }) => !/^[^\n]+\.$/.test(summary)).map(({ code }) => code)).toEqual([])
  })
})
