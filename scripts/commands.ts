import type { CommandTable } from './command.ts'

/** Every command; the key is its name, the file is of the same name. */
export const commands: CommandTable = {
  init: async () => (await import('./commands/init.ts')).init,
  admit: async () => (await import('./commands/admit.ts')).admit,
  join: async () => (await import('./commands/join.ts')).join,
  renew: async () => (await import('./commands/renew.ts')).renew,
  activate: async () => (await import('./commands/activate.ts')).activate,
  suspend: async () => (await import('./commands/suspend.ts')).suspend,
  leave: async () => (await import('./commands/leave.ts')).leave,
  revoke: async () => (await import('./commands/revoke.ts')).revoke,
  rotate: async () => (await import('./commands/rotate.ts')).rotate,
  crl: async () => (await import('./commands/crl.ts')).crl,
  check: async () => (await import('./commands/check.ts')).check,
  plan: async () => (await import('./commands/plan.ts')).plan,
  sign: async () => (await import('./commands/sign.ts')).sign,
  render: async () => (await import('./commands/render.ts')).render,
  pull: async () => (await import('./commands/pull.ts')).pull,
  bundle: async () => (await import('./commands/bundle.ts')).bundle,
  inspect: async () => (await import('./commands/inspect.ts')).inspect,
  verify: async () => (await import('./commands/verify.ts')).verify,
  status: async () => (await import('./commands/status.ts')).status,
  audit: async () => (await import('./commands/audit.ts')).audit,
  watch: async () => (await import('./commands/watch.ts')).watch,
  jws: async () => (await import('./commands/jws.ts')).jws,
  ilp: async () => (await import('./commands/ilp.ts')).ilp,
  rehearse: async () => (await import('./commands/rehearse.ts')).rehearse,
}
