/** Brings `services` of the configuration into its finished form: what one place cannot check is checked here. */
import { isLoopback, type Readiness, type StandIn } from '../../model/stand-in.ts';
import type { ConfigDocument, ValuePath } from './config-file.ts';
import { invalidValue, type Origin, originText } from './fault.ts';
import type { StandInShape } from './file-schema.ts';

/** Time for a stand-in to become ready, s. */
const READY_SECONDS = 10;

/** One finished entry. Throws a UserError `invalid-option` with its place. */
export function finishStandIn(name: string, shape: StandInShape, document: ConfigDocument): StandIn {
  const at = (...path: ValuePath): Origin => document.originOf(['services', name, ...path]);
  const environment = Object.fromEntries(Object.entries(shape.env ?? {}).map(([key, value]) => [key, String(value)]));
  shape.command.forEach((part, index) => {
    if (part.includes('{url}')) {
      const why = 'the address is known only once it listens';
      throw invalidValue(at('command', index), '{url} cannot stand in a command', why, 'use it in env');
    }
  });
  const wrong = Object.keys(environment).find((key) => !/^[A-Za-z_]\w*$/.test(key));
  if (wrong !== undefined) {
    throw invalidValue(at('env', wrong), `"${wrong}" is no name of a variable`, 'letters, digits and _ are');
  }
  const ready = readinessOf(shape.ready, at);
  const wantsUrl = Object.entries(environment).find(([, value]) => value.includes('{url}'))?.[0];
  if (wantsUrl !== undefined && ready.kind === 'line' && groupsOf(ready.pattern) === 0) {
    throw invalidValue(
      at('ready', 'line'),
      `services.${name}.ready.line has no group`,
      `${wantsUrl} wants {url}, which is the first group of the line`,
      'put parentheses around the address: ^ready (http://127\\.0\\.0\\.1:\\d+)$',
    );
  }
  return {
    name,
    command: shape.command,
    functions: shape.functions ?? null,
    ready,
    environment,
    factor: shape.latency?.factor ?? 1,
    place: originText(document.originOf(['services', name], 'key')),
  };
}

function readinessOf(ready: StandInShape['ready'], at: (...path: ValuePath) => Origin): Readiness {
  const { line, url, port, timeoutSeconds = READY_SECONDS } = ready;
  const timeoutMs = timeoutSeconds * 1_000;
  if ([line, url, port].filter((way) => way !== undefined).length !== 1) {
    throw invalidValue(at('ready'), 'ready has to say one thing', 'a line, a url or a port');
  }
  if (port !== undefined) return { kind: 'port', port, timeoutMs };
  if (url !== undefined) {
    if (isLoopback(url)) return { kind: 'url', url, timeoutMs };
    throw invalidValue(at('ready', 'url'), `${url} is not on this machine`, 'a stand-in listens on 127.0.0.1');
  }
  try {
    groupsOf(line ?? '');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw invalidValue(at('ready', 'line'), 'ready.line is no regular expression', why);
  }
  return { kind: 'line', pattern: line ?? '', timeoutMs };
}

/** How many groups a pattern has; throws for what is no pattern. */
function groupsOf(pattern: string): number {
  return (new RegExp(`${pattern}|`).exec('')?.length ?? 1) - 1;
}
