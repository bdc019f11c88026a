import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { SoftToken } from './soft-token.ts'

const SOURCE = fileURLToPath(new URL('faulty-module.cpp', import.meta.url))

/** Builds the module around the token's own; gives its path. Right until `moduleFault` says otherwise. */
export function faultyModule({ directory, module }: SoftToken): string {
  const path = join(directory, 'faulty-module.so')
  execFileSync('g++', ['-shared', '-fPIC', '-o', path, SOURCE, '-ldl'], { stdio: 'pipe' })
  process.env['FAULTY_MODULE_OF'] = module
  return path
}

/** What is wrong from now on with every signature of the module; `key` signs in the place of another. */
export async function moduleFault(fault: string | null, key?: { readonly module: string; readonly label: string }): Promise<void> {
  process.env['FAULTY_MODULE'] = fault ?? ''
  if (key !== undefined) process.env['FAULTY_MODULE_KEY'] = String(await handleOf(key))
}

async function handleOf({ module, label }: { readonly module: string; readonly label: string }): Promise<bigint> {
  const { Crypto } = await import('node-webcrypto-p11')
  const object = new Crypto({ library: module }).session.find({ class: 3, label, token: true }).items(0)
  return object.handle.readBigUInt64LE()
}
