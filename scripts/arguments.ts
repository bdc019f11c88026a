import { MuhuriError } from '../src/model/errors.ts'
import type { Invocation } from './command.ts'

/** The value of `--name`, or undefined. */
export function text(invocation: Invocation, name: string): string | undefined {
  const value = invocation.values[name]
  return typeof value === 'string' ? value : undefined
}

/** The value of `--name`; `usage` error where it is missing. */
export function required(invocation: Invocation, name: string): string {
  const value = text(invocation, name)
  if (value === undefined || value === '') throw new MuhuriError('usage', `option --${name} is missing`)
  return value
}

/** All values of a repeatable `--name`, in order. */
export function list(invocation: Invocation, name: string): readonly string[] {
  const value = invocation.values[name]
  if (value === undefined) return []
  return (Array.isArray(value) ? value : [value]).filter((entry) => typeof entry === 'string')
}

/** Whether the flag `--name` was given. */
export function flag(invocation: Invocation, name: string): boolean {
  return invocation.values[name] === true
}

/** Positional argument `index`; `usage` error where it is missing. */
export function positional(invocation: Invocation, index: number, name: string): string {
  const value = invocation.positionals[index]
  if (value === undefined) throw new MuhuriError('usage', `argument <${name}> is missing`)
  return value
}
