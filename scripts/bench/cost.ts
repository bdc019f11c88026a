export interface Cost {
  readonly cpuMs: number
  readonly wallMs: number
}

/** What `work` costs this process. */
export async function cost(work: () => unknown): Promise<Cost> {
  const cpu = process.cpuUsage()
  const started = performance.now()
  await work()
  const wallMs = performance.now() - started
  const { user, system } = process.cpuUsage(cpu)
  return { cpuMs: (user + system) / 1000, wallMs }
}

/** The run that cost least: what other processes on the machine take can only add. */
export function least(costs: readonly Cost[]): Cost {
  const [first] = [...costs].sort((a, b) => a.cpuMs - b.cpuMs)
  if (first === undefined) throw new Error('nothing was measured')
  return first
}
