/**
 * First process of the rehearsal's private namespaces: starts and ends every other one, told by JSON lines on stdin.
 * It is process 1 of its own pid namespace: when stdin closes it leaves, and the kernel ends all that it started.
 */
import { spawn } from 'node:child_process'
import { chown, mkdir, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'

const programs = new Map()

function say(message) {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

/** Runs a program to its end. */
function run({ argv: [program, ...words], input, cwd }) {
  return new Promise((resolve) => {
    const child = spawn(program, words, { cwd: cwd ?? '/' })
    const text = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk) => (text.stdout += chunk))
    child.stderr.on('data', (chunk) => (text.stderr += chunk))
    child.on('error', (error) => resolve({ code: 127, stdout: '', stderr: `${program}: ${error.code}` }))
    child.on('close', (code) => resolve({ code: code ?? 128, ...text }))
    child.stdin.on('error', () => undefined)
    child.stdin.end(input ?? '')
  })
}

/** Starts a long-lived program; its stdout lines and its end are reported under `name`. */
function start({ name, argv: [program, ...words], cwd }) {
  const child = spawn(program, words, { cwd: cwd ?? '/', env: { PATH: process.env.PATH, LANG: 'C.UTF-8' } })
  programs.set(name, child)
  createInterface({ input: child.stdout }).on('line', (line) => say({ event: 'line', name, line }))
  createInterface({ input: child.stderr }).on('line', (line) => say({ event: 'log', name, line }))
  child.stdin.on('error', () => undefined)
  child.on('error', (error) => say({ event: 'exit', name, code: 127, reason: `${program}: ${error.code}` }))
  child.on('exit', (code, signal) => {
    programs.delete(name)
    say({ event: 'exit', name, code, reason: signal })
  })
  return { pid: child.pid ?? null }
}

async function write({ files }) {
  for (const { path, text, mode, owner } of files) {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text, { mode: mode ?? 0o644 })
    if (owner !== undefined && owner !== null) await chown(path, owner, owner)
  }
  return {}
}

async function remove({ paths }) {
  await Promise.all(paths.map((path) => rm(path, { force: true, recursive: true })))
  return {}
}

/** One question on a Unix socket; the answer is all that comes back before it closes. */
function ask({ path, text }) {
  return new Promise((resolve) => {
    const socket = connect(path)
    let answer = ''
    socket.setTimeout(5000, () => socket.destroy(new Error('timeout')))
    socket.on('data', (chunk) => (answer += chunk))
    socket.on('error', (error) => resolve({ answer: null, error: error.message }))
    socket.on('close', () => resolve({ answer, error: null }))
    socket.end(text)
  })
}

function send({ name, line }) {
  programs.get(name)?.stdin.write(`${line}\n`)
  return {}
}

function signal({ name, signal: which }) {
  return { sent: programs.get(name)?.kill(which) ?? false }
}

const operations = { run, start, write, remove, ask, send, signal }

async function answer(message) {
  try {
    say({ id: message.id, ...(await operations[message.op](message)) })
  } catch (error) {
    say({ id: message.id, failure: error.message })
  }
}

createInterface({ input: process.stdin })
  .on('line', (line) => void answer(JSON.parse(line)))
  .on('close', () => {
    for (const child of programs.values()) child.kill('SIGTERM')
    setTimeout(() => process.exit(0), 20)
  })
process.stdout.on('error', () => process.exit(0))
