/** PEM as RFC 7468 has it: read with what other tools write around it, written in one way only. */

/** Which labels a reader takes. */
export interface PemLabels {
  /** The label that Muhuri writes. */
  readonly canonical: string
  /** Labels that other tools write for the same thing: readable, not canonical. */
  readonly alternatives?: readonly string[]
  /** Most blocks that the file may have; 1 by default. */
  readonly max?: number
}

export interface PemBlock {
  readonly label: string
  readonly der: Uint8Array
  /** Line of the BEGIN, from 1. */
  readonly line: number
}

/** Why a file is not the PEM that was asked for. */
export type PemProblem = 'empty' | 'no-block' | 'label' | 'base64' | 'too-many' | 'text'

export type PemResult =
  | { readonly ok: true; readonly blocks: readonly PemBlock[] /** The file is byte for byte what `writePem` writes. */; readonly canonical: boolean }
  | { readonly ok: false; readonly problem: PemProblem; readonly reason: 'unreadable' | 'extra-data'; readonly message: string; readonly line?: number }

const MAX_TEXT = 16 * 1024
/** Characters of base64 in a line. */
const LINE = 64
const BEGIN = /^-----BEGIN ([\x21-\x2c\x2e-\x7e](?:[- ]?[\x21-\x2c\x2e-\x7e])*)-----[ \t]*$/
const BASE64_LINE = /^[A-Za-z0-9+/]*={0,2}$/
const CONTROL = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/

class PemError extends Error {
  readonly failure: Extract<PemResult, { ok: false }>

  constructor(problem: PemProblem, message: string, line?: number) {
    super(message)
    const reason = problem === 'too-many' || problem === 'text' ? 'extra-data' : 'unreadable'
    this.failure = { ok: false, problem, reason, message, ...(line === undefined ? {} : { line }) }
  }
}

/** The blocks of a PEM file in file order, or the first thing wrong with it. Text around blocks (RFC 7468 §5.2) is at most 16 KiB in all. */
export function readPem(bytes: Uint8Array, labels: PemLabels): PemResult {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  try {
    const blocks = scan(text, labels)
    const canonical = text === blocks.map((block) => writePem(labels.canonical, block.der)).join('')
    return { ok: true, blocks, canonical }
  } catch (error) {
    if (error instanceof PemError) return error.failure
    throw error
  }
}

/** One block: LF, lines of 64 characters, newline at the end. */
export function writePem(label: string, der: Uint8Array): string {
  const base64 = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString('base64')
  let lines = ''
  for (let at = 0; at < base64.length; at += LINE) lines += `${base64.slice(at, at + LINE)}\n`
  return `-----BEGIN ${label}-----\n${lines === '' ? '\n' : lines}-----END ${label}-----\n`
}

/** Label of the first block, or null where there is none. */
export function peekPemLabel(bytes: Uint8Array): string | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  return /^-----BEGIN ([^\r\n]*?)-----/m.exec(text)?.[1] ?? null
}

function scan(text: string, labels: PemLabels): PemBlock[] {
  if (text.trim() === '') throw new PemError('empty', `The file is empty; expected one ${labels.canonical} block.`)
  const lines = text.split(/\r\n|\n|\r/)
  const blocks: PemBlock[] = []
  let around = 0
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] as string
    const label = line.startsWith('-----') ? BEGIN.exec(line)?.[1] : undefined
    if (label === undefined) {
      around += countText(line, at + 1)
      continue
    }
    checkLabel(label, labels, { line: at + 1, first: blocks.length === 0 })
    checkCount(blocks.length, labels, at + 1)
    const end = endOf(lines, at, label)
    blocks.push({ label, der: decode(lines.slice(at + 1, end), at + 2), line: at + 1 })
    at = end
  }
  if (around > MAX_TEXT) throw new PemError('text', `The file has ${around} bytes of text around its PEM; at most ${MAX_TEXT} are read over.`)
  if (blocks.length === 0) throw new PemError('no-block', `The file has no PEM block; expected -----BEGIN ${labels.canonical}-----.`)
  return blocks
}

function countText(line: string, number: number): number {
  if (line.startsWith('-----END ') || line.startsWith('-----BEGIN'))
    throw new PemError('base64', `Line ${number} does not open or close a PEM block as it should.`, number)
  if (CONTROL.test(line)) throw new PemError('text', `Line ${number} has control characters outside the PEM block.`, number)
  return line.length
}

function checkLabel(label: string, labels: PemLabels, at: { readonly line: number; readonly first: boolean }): void {
  if (label === labels.canonical || labels.alternatives?.includes(label)) return
  if (!at.first) throw new PemError('too-many', `A second PEM block, "${label}", follows at line ${at.line}.`, at.line)
  throw new PemError('label', `The PEM block is labelled "${label}"; expected "${labels.canonical}".`, at.line)
}

function checkCount(found: number, labels: PemLabels, line: number): void {
  const max = labels.max ?? 1
  if (found < max) return
  throw new PemError(
    'too-many',
    max === 1 ? `A second PEM block begins at line ${line}; expected exactly one.` : `More than ${max} PEM blocks; one too many begins at line ${line}.`,
    line,
  )
}

function endOf(lines: readonly string[], begin: number, label: string): number {
  const end = lines.findIndex((line, at) => at > begin && line.startsWith('-----'))
  if (end === -1) throw new PemError('base64', `The PEM block at line ${begin + 1} is never closed.`, begin + 1)
  if ((lines[end] as string).trimEnd() !== `-----END ${label}-----`) throw new PemError('base64', `Line ${end + 1} should be -----END ${label}-----.`, end + 1)
  return end
}

function decode(lines: readonly string[], firstLine: number): Uint8Array {
  const trimmed = lines.map((line) => line.trimEnd())
  const wrong = trimmed.findIndex((line, at) => !BASE64_LINE.test(line) || (line.endsWith('=') && at < lines.length - 1))
  if (wrong !== -1) throw new PemError('base64', `Line ${firstLine + wrong} is not base64.`, firstLine + wrong)
  const base64 = trimmed.join('')
  const der = Buffer.from(base64, 'base64')
  if (base64 === '' || der.toString('base64') !== base64)
    throw new PemError('base64', `The base64 from line ${firstLine} on is empty, cut off or wrongly padded.`, firstLine)
  return new Uint8Array(der)
}
