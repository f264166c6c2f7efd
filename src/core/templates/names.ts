/** Which function of a template a function of the logs is: by what is written, never by resemblance alone. */
import type { FoundFunction } from '../../model/template.ts';

/** A function as logs or AWS name it. */
export interface LoggedName {
  readonly name: string;
  readonly logGroup: string | null;
}

/** How two names were joined. `stack`: the name has the form CloudFormation makes, `<stack>-<LogicalId>-<suffix>`. */
export type JoinedBy = 'name' | 'log-group' | 'logical-id' | 'stack';

/** One join: a function, or why there is none. */
export type Joined =
  | { readonly kind: 'one'; readonly function: FoundFunction; readonly by: JoinedBy }
  | { readonly kind: 'several'; readonly candidates: readonly FoundFunction[] }
  | { readonly kind: 'none' };

/**
 * Joins in this order, the first rule with an answer deciding: the physical name in the template; the log group that the configuration gives to a
 * logical id; the logical id itself; the form that CloudFormation and the CDK make of it. Two answers of one rule are none.
 */
export function joinName(
  logged: LoggedName,
  functions: readonly FoundFunction[],
  logGroups: Readonly<Record<string, string | null>> = {},
): Joined {
  const rules: readonly (readonly [JoinedBy, (one: FoundFunction) => boolean])[] = [
    ['name', (one) => one.name === logged.name],
    ['log-group', (one) => logged.logGroup !== null && logGroups[one.id] === logged.logGroup],
    ['logical-id', (one) => one.id === logged.name],
    ['stack', (one) => one.name === null && isMadeFrom(one, logged.name)],
  ];
  for (const [by, fits] of rules) {
    const found = functions.filter(fits);
    const [first] = found;
    if (found.length === 1 && first) return { kind: 'one', function: first, by };
    if (found.length > 1) return { kind: 'several', candidates: found };
  }
  return { kind: 'none' };
}

/** CloudFormation ends a made name with 8 to 13 letters and digits; the CDK's logical ids end with 8 hexadecimal signs. */
function isMadeFrom({ id, format }: FoundFunction, name: string): boolean {
  if (!/^[A-Za-z0-9]+$/.test(id.replace(/[-_]/g, ''))) return false;
  const logical = id.replace(/[^A-Za-z0-9]/g, '');
  const hash = format === 'cdk' ? '[0-9A-F]{8}' : '';
  return (
    ['sam', 'cloudformation', 'cdk'].includes(format) &&
    new RegExp(`^.+-${logical}${hash}-[A-Za-z0-9]{8,13}$`).test(name)
  );
}
