import manifest from '../package.json' with { type: 'json' }

/** `muhuri 1.0.0`: what records and manifests say made them. */
export const TOOLKIT = `muhuri ${manifest.version}`
