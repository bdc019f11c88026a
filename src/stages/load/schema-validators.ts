import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import confirmation from '../../../schemas/confirmation.schema.json' with { type: 'json' }
import dfsp from '../../../schemas/dfsp.schema.json' with { type: 'json' }
import dfspEndpoints from '../../../schemas/dfsp-endpoints.schema.json' with { type: 'json' }
import environment from '../../../schemas/environment.schema.json' with { type: 'json' }
import hub from '../../../schemas/hub.schema.json' with { type: 'json' }
import hubEndpoints from '../../../schemas/hub-endpoints.schema.json' with { type: 'json' }
import installed from '../../../schemas/installed.schema.json' with { type: 'json' }
import issuedRecord from '../../../schemas/issued-record.schema.json' with { type: 'json' }
import jwsSchedule from '../../../schemas/jws-schedule.schema.json' with { type: 'json' }
import keyRecord from '../../../schemas/key-record.schema.json' with { type: 'json' }
import manifest from '../../../schemas/manifest.schema.json' with { type: 'json' }
import oauthKey from '../../../schemas/oauth-key.schema.json' with { type: 'json' }
import proof from '../../../schemas/proof.schema.json' with { type: 'json' }
import revoked from '../../../schemas/revoked.schema.json' with { type: 'json' }
import waiver from '../../../schemas/waiver.schema.json' with { type: 'json' }
import type { KeyRecord } from '../../model/environment.ts'
import type {
  ConfirmationFile,
  DfspEndpointsFile,
  DfspFile,
  EnvironmentFile,
  HubEndpointsFile,
  HubFile,
  InstalledFile,
  IssuedRecord,
  JwsScheduleFile,
  OauthKeyFile,
  ProofFile,
  RevokedFile,
  WaiverFile,
} from '../../model/generated/files.ts'
import type { Manifest } from '../../model/rendered.ts'

/** What each schema describes. */
export interface FileOf {
  readonly environment: EnvironmentFile
  readonly hub: HubFile
  readonly 'hub-endpoints': HubEndpointsFile
  readonly 'oauth-key': OauthKeyFile
  readonly dfsp: DfspFile
  readonly 'dfsp-endpoints': DfspEndpointsFile
  readonly 'jws-schedule': JwsScheduleFile
  readonly installed: InstalledFile
  readonly revoked: RevokedFile
  readonly waiver: WaiverFile
  readonly confirmation: ConfirmationFile
  readonly proof: ProofFile
  readonly 'issued-record': IssuedRecord
  readonly 'key-record': KeyRecord
  readonly manifest: Manifest
}

export type SchemaName = keyof FileOf

const SCHEMAS: { readonly [name in SchemaName]: object } = {
  environment,
  hub,
  'hub-endpoints': hubEndpoints,
  'oauth-key': oauthKey,
  dfsp,
  'dfsp-endpoints': dfspEndpoints,
  'jws-schedule': jwsSchedule,
  installed,
  revoked,
  waiver,
  confirmation,
  proof,
  'issued-record': issuedRecord,
  'key-record': keyRecord,
  manifest,
}

const compiled = new Map<SchemaName, ValidateFunction>()
const ajv = new Ajv2020({ allErrors: true, verbose: true, strict: true, allowUnionTypes: true, useDefaults: true, validateSchema: false })

/** Validates against one schema and fills in its defaults; compiled at its first use. */
export function validatorOf(name: SchemaName): ValidateFunction {
  const known = compiled.get(name)
  if (known !== undefined) return known
  const validator = ajv.compile(SCHEMAS[name])
  compiled.set(name, validator)
  return validator
}
