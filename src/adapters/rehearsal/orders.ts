/** What a program says on one line: an answer to the order of that id, or why it could not be done. */
export interface Answer {
  readonly id?: number
  readonly failure?: string
}

/** Orders that wait for their answers, over any line-wise channel. */
export interface Orders {
  /** Sends one order; its answer, or a rejection when it says failure or the other side ends. */
  call<T>(order: object): Promise<T>
  /** Takes an answer that came in. */
  settle(answer: Answer): void
  /** The other side has ended: every order, waiting or to come, is rejected with this. */
  end(reason: string): void
}

/** Numbers orders and pairs them with their answers; `send` gets each as one line of JSON without its newline. */
export function openOrders(send: (line: string) => void): Orders {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  let count = 0
  let ended: string | null = null
  return {
    call: <T>(order: object) =>
      new Promise<T>((resolve, reject) => {
        if (ended !== null) return reject(new Error(ended))
        const id = ++count
        waiting.set(id, { resolve: (value) => resolve(value as T), reject })
        send(JSON.stringify({ id, ...order }))
      }),
    settle: (answer) => {
      const caller = waiting.get(answer.id ?? 0)
      waiting.delete(answer.id ?? 0)
      if (answer.failure === undefined) caller?.resolve(answer)
      else caller?.reject(new Error(answer.failure))
    },
    end: (reason) => {
      ended ??= reason
      for (const { reject } of waiting.values()) reject(new Error(reason))
      waiting.clear()
    },
  }
}
