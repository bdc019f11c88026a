import type { EnvironmentFile } from './generated/files.ts'

/**
 * The settings as they hold: whatever environment.yaml says, production is strict and accepts no private or
 * documentation address (DESIGN §7, CONTRACT §1). Defaults of what the file leaves out are the schema's.
 */
export function effectiveSettings(file: EnvironmentFile): EnvironmentFile {
  if (file.tier !== 'production') return file
  const { policy } = file
  return { ...file, policy: { ...policy, assurance: 'strict', addresses: { ...policy.addresses, allow: [] } } }
}
