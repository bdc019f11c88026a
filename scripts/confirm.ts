import { createInterface } from 'node:readline/promises'
import type { Io } from './command.ts'

/** Whether the person at the terminal types yes; without a terminal nobody is asked, and it is no. */
export async function confirmed(question: string, { terminal }: Pick<Io, 'terminal'>): Promise<boolean> {
  if (!terminal) return false
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await asking.question(`${question} Type yes: `)).trim() === 'yes'
  } finally {
    asking.close()
  }
}
