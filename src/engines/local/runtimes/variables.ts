/** The environment variables of a real Lambda function, and nothing of the caller's (Lambda Developer Guide, "Defined runtime environment variables"). */
import { delimiter, join } from 'node:path';
import { UserError } from '../../../model/errors.ts';
import type { FunctionSpec } from '../../../model/function-spec.ts';
import type { Places } from '../environment-folder.ts';

/** What one environment adds. */
export interface Place {
  readonly api: string;
  readonly sizeMB: number;
  readonly logGroup: string;
  readonly logStream: string;
  readonly places: Places;
  readonly runtimeVariables: Readonly<Record<string, string>>;
  /** Folders of shared libraries before the function's own. */
  readonly libraries: readonly string[];
}

/** Names that Lambda does not let a function set. Credentials are among them there, but stand-ins for services need some. */
const RESERVED =
  /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_DEFAULT_REGION|AWS_REGION|AWS_EXECUTION_ENV|AWS_LAMBDA_(FUNCTION_(NAME|MEMORY_SIZE|VERSION)|INITIALIZATION_TYPE|LOG_GROUP_NAME|LOG_STREAM_NAME|RUNTIME_API)|LAMBDA_(TASK_ROOT|RUNTIME_DIR))$/;
const SYSTEM_PATH = '/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin';

/** All variables of a runtime process. Throws UserError `reserved-variable` when the function sets one of Lambda's own, `unusable-variable` for what no process can be given. */
export function variablesOf(spec: FunctionSpec, place: Place): Record<string, string> {
  const reserved = Object.keys(spec.environment).find((name) => RESERVED.test(name));
  if (reserved !== undefined) {
    throw new UserError('reserved-variable', {
      what: `${spec.name}: ${reserved} is set by Lambda and cannot be set by the function`,
      next: `remove ${reserved} from its environment variables`,
    });
  }
  checkUsable(spec);
  const region = spec.region ?? 'us-east-1';
  const nothing = '/dev/null';
  return {
    PATH: [...spec.layers.map((layer) => join(layer, 'bin')), SYSTEM_PATH].join(delimiter),
    LD_LIBRARY_PATH: [
      ...place.libraries,
      ...spec.layers.map((layer) => join(layer, 'lib')),
      join(spec.codeFolder, 'lib'),
      spec.codeFolder,
    ].join(':'),
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    HOME: place.places.home,
    TMPDIR: place.places.tmp,
    TMP: place.places.tmp,
    TEMP: place.places.tmp,
    ...(place.places.tmp === place.places.marker ? {} : { MEMFIT_ENVIRONMENT: place.places.marker }),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: nothing,
    AWS_SHARED_CREDENTIALS_FILE: nothing,
    AWS_XRAY_CONTEXT_MISSING: 'LOG_ERROR',
    AWS_LAMBDA_LOG_FORMAT: spec.logFormat === 'json' ? 'JSON' : 'Text',
    ...place.runtimeVariables,
    ...spec.environment,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    _HANDLER: spec.handler,
    LAMBDA_TASK_ROOT: spec.codeFolder,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    AWS_LAMBDA_RUNTIME_API: place.api,
    AWS_LAMBDA_FUNCTION_NAME: spec.name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(place.sizeMB),
    AWS_LAMBDA_LOG_GROUP_NAME: place.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: place.logStream,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
  };
}

/** Shells drop names that are no identifiers, and Lambda refuses them. */
function checkUsable({ name, environment }: FunctionSpec): void {
  for (const [key, value] of Object.entries(environment)) {
    const why = !/^[A-Za-z_]\w*$/.test(key)
      ? 'a name is letters, digits and underscores'
      : value.includes('\0')
        ? 'its value holds a zero byte'
        : null;
    if (why === null) continue;
    const what = `${name}: the environment variable ${JSON.stringify(key)} cannot be set`;
    throw new UserError('unusable-variable', {
      what,
      why,
      next: 'correct it in the template or the file of variables',
    });
  }
}
