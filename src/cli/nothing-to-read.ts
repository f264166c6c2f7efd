/** What memfit says when no logs were given: what it would read for the project in this folder, and how to get it. */
import { discoverDeployment } from '../actions/init.ts';
import { commandLine } from '../core/report/shell.ts';
import { UserError } from '../model/errors.ts';
import type { Edge } from './edge.ts';
import { shellOf } from './screen.ts';
import { wiring } from './wiring.ts';

type Deployment = NonNullable<Awaited<ReturnType<typeof discoverDeployment>>>;

const TOOLS: Readonly<Record<Deployment['tool'], string>> = {
  sam: 'a SAM project',
  serverless: 'a Serverless Framework project',
  cdk: 'a CDK app',
  cloudformation: 'a CloudFormation template',
  terraform: 'a Terraform project',
};

/** The error for a command without logs. Looks into the project's own files; runs nothing and asks nobody. */
export async function nothingToRead(command: 'analyze' | 'records', edge: Edge): Promise<UserError> {
  const { fileWorkspace } = await wiring();
  const deployment = await discoverDeployment(await fileWorkspace(edge.cwd));
  const reads = `memfit ${command} reads log files, folders, globs, or what is piped in`;
  return new UserError('no-input', {
    what: 'no logs given',
    why: deployment ? `this folder is ${placeOf(deployment)}, but ${reads}` : reads,
    next: [
      `export and read: ${exportCommand(command, deployment, edge)}`,
      `or read files: memfit ${command} logs/`,
      `or see an example: memfit ${command} --sample`,
    ].join('\n'),
  });
}

/** `a SAM project (samconfig.toml): stack music in ap-northeast-2`. */
function placeOf({ tool, file, stacks }: Deployment): string {
  const [only] = stacks;
  if (tool === 'terraform') return `${TOOLS[tool]} (${file})${only?.region ? ` in ${only.region}` : ''}`;
  const named = stacks.map(({ name, region }) => `${name ?? 'unnamed'} in ${region ?? 'an unstated Region'}`);
  const where =
    named.length === 0 ? '' : `: ${named.length === 1 ? 'stack' : 'stacks'} ${named.slice(0, 3).join(', ')}`;
  return `${TOOLS[tool]} (${file})${where}`;
}

/** The stack's functions have log groups that begin with its name, unless the template names them otherwise. */
function exportCommand(command: string, deployment: Deployment | null, edge: Edge): string {
  const stack = deployment?.stacks[0];
  const region = stack?.region ? ['--region', stack.region] : [];
  const group = `/aws/lambda/${stack?.name ? `${stack.name}-FUNCTION` : 'FUNCTION'}`;
  const shell = shellOf(edge);
  const get = ['aws', 'logs', 'filter-log-events', '--log-group-name', group, ...region, '--output', 'json'];
  const priced = command === 'analyze' ? region : [];
  return `${commandLine(get, shell)} | ${commandLine(['memfit', command, ...priced], shell)}`;
}
