/** What a configuration file may not say, because it comes with a repository and not from the person. */
import type { ConfigDocument, ValuePath } from './config-file.ts';
import { invalidValue } from './fault.ts';

/** Keys that would send memfit, or its credentials, to a place of somebody else's choosing. Compared without case, dashes and underscores. */
const NEVER = [
  'profile',
  'awsprofile',
  'role',
  'rolearn',
  'assumerole',
  'endpoint',
  'endpointurl',
  'cabundle',
  'webhook',
  'webhookurl',
  'proxy',
  'credentials',
  'accesskeyid',
  'secretaccesskey',
  'sessiontoken',
];

/** Below these, keys are the user's own data. */
const DATA = ['expect', 'body', 'headers', 'env', 'environment'];

/** Throws a UserError at the first key that a repository must not set. `functions` and `services` may be named anything. */
export function refuseUntrusted(document: ConfigDocument): void {
  walk(document, document.value, []);
}

function walk(document: ConfigDocument, value: unknown, path: ValuePath): void {
  if (typeof value !== 'object' || value === null) return;
  const named = path.length === 1 && ['functions', 'services', 'accounts'].includes(String(path[0]));
  for (const [key, inner] of Object.entries(value)) {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    if (!named && !Array.isArray(value) && NEVER.includes(key.toLowerCase().replaceAll(/[-_]/g, ''))) {
      throw invalidValue(
        document.originOf(here, 'key'),
        `"${key}" cannot be set in a configuration file`,
        'the file comes with a repository, so it must not decide where memfit connects or as whom',
        `set it as a flag or an environment variable of the run`,
      );
    }
    if (!DATA.includes(key)) walk(document, inner, here);
  }
}
