/** What the files of a project say about where it is deployed: stack and Region, never credentials. */
import { parse } from 'smol-toml';
import { type LightNode, lightDocument } from './light-yaml.ts';

/** Where a project is deployed, as one file says it. What is given by an expression, or not at all, is null. */
export interface Deployment {
  readonly tool: 'sam' | 'serverless' | 'cdk' | 'cloudformation' | 'terraform';
  /** The file that says so. */
  readonly file: string;
  /** Several where a CDK app has several. */
  readonly stacks: readonly { readonly name: string | null; readonly region: string | null }[];
}

/** Files that are looked at, in this order; the first that says something wins. */
export const DEPLOYMENT_FILES = [
  'samconfig.toml',
  'samconfig.yaml',
  'serverless.yml',
  'serverless.yaml',
  'cdk.out/manifest.json',
  'cdk.json',
  'template.yaml',
  'template.yml',
  'template.json',
  'provider.tf',
  'providers.tf',
  'versions.tf',
  'main.tf',
] as const;
/** One of them. */
export type DeploymentFile = (typeof DEPLOYMENT_FILES)[number];

/** What one file says; null when it says nothing of the kind or cannot be read. Never throws. */
export function deploymentIn(file: DeploymentFile, text: string): Deployment | null {
  switch (file) {
    case 'samconfig.toml':
      return samDeployment(file, tomlOf(text));
    case 'samconfig.yaml':
      return samDeployment(file, lightDocument(text));
    case 'serverless.yml':
    case 'serverless.yaml':
      return serverlessDeployment(file, lightDocument(text));
    case 'cdk.out/manifest.json':
      return cdkDeployment(file, lightDocument(text));
    case 'cdk.json':
      return lightDocument(text) ? { tool: 'cdk', file, stacks: [] } : null;
    case 'template.yaml':
    case 'template.yml':
    case 'template.json':
      return templateDeployment(file, lightDocument(text));
    case 'provider.tf':
    case 'providers.tf':
    case 'versions.tf':
    case 'main.tf':
      return terraformDeployment(file, text);
    default:
      return file satisfies never;
  }
}

const AWS_BLOCK = /^\s*(?:provider|resource|data)\s+"aws/m;
const AWS_REGION = /^\s*provider\s+"aws"\s*\{[^{}]*?^\s*region\s*=\s*"([a-z0-9-]+)"/m;

/** The Region of the first `aws` provider that states one; Terraform names no stack. */
function terraformDeployment(file: string, text: string): Deployment | null {
  const region = AWS_REGION.exec(text)?.[1] ?? null;
  if (region !== null) return { tool: 'terraform', file, stacks: [{ name: null, region }] };
  return AWS_BLOCK.test(text) ? { tool: 'terraform', file, stacks: [] } : null;
}

/** The default environment, or the only one; deploy's parameters before those of all commands. */
function samDeployment(file: string, top: LightNode | null): Deployment | null {
  if (!top) return null;
  const environments = top.keys.filter((key) => key !== 'version');
  const chosen = environments.includes('default') ? 'default' : environments.length === 1 ? environments[0] : undefined;
  const environment = chosen === undefined ? null : top.at(chosen);
  if (!environment) return null;
  const value = (name: string): string | null =>
    ['deploy', 'sync', 'global'].reduce<string | null>(
      (found, command) => found ?? environment.at(command)?.at('parameters')?.at(name)?.text ?? null,
      null,
    );
  return { tool: 'sam', file, stacks: [{ name: value('stack_name'), region: value('region') }] };
}

/** `provider.stackName`, else service and stage joined; us-east-1 and dev are the framework's defaults. */
function serverlessDeployment(file: string, top: LightNode | null): Deployment | null {
  const provider = top?.at('provider');
  if (!top || !provider) return null;
  const value = (node: LightNode | null | undefined, fallback: string | null): string | null =>
    node ? literal(node.text) : fallback;
  const service = value(top.at('service')?.at('name') ?? top.at('service'), null);
  const stage = value(provider.at('stage'), 'dev');
  const joined = service !== null && stage !== null ? `${service}-${stage}` : null;
  const region = value(provider.at('region'), 'us-east-1');
  return { tool: 'serverless', file, stacks: [{ name: value(provider.at('stackName'), joined), region }] };
}

/** A value without variables, or the default of the only variable: `${opt:stage, 'dev'}` is dev. */
function literal(text: string | null): string | null {
  if (text === null || !text.includes('${')) return text;
  const fallback = /^\$\{[^{},]+,\s*(['"]?)([\w./-]+)\1\s*\}$/.exec(text);
  return fallback?.[2] ?? null;
}

/** The stacks that the last `cdk synth` wrote; nothing is run to get them. */
function cdkDeployment(file: string, top: LightNode | null): Deployment | null {
  const artifacts = top?.at('artifacts');
  if (!artifacts) return null;
  const stacks = artifacts.keys.flatMap((id) => {
    const artifact = artifacts.at(id);
    if (artifact?.at('type')?.text !== 'aws:cloudformation:stack') return [];
    const region = /^aws:\/\/[^/]*\/(.+)$/.exec(artifact.at('environment')?.text ?? '')?.[1];
    const name = artifact.at('properties')?.at('stackName')?.text ?? id;
    return [{ name, region: region === undefined || region === 'unknown-region' ? null : region }];
  });
  return { tool: 'cdk', file, stacks };
}

function templateDeployment(file: string, top: LightNode | null): Deployment | null {
  const resources = top?.at('Resources');
  if (!top || !resources) return null;
  return { tool: top.at('Transform') ? 'sam' : 'cloudformation', file, stacks: [] };
}

/** TOML brought into the same walkable shape; lines are not known there. */
function tomlOf(text: string): LightNode | null {
  try {
    return plainNode(parse(text.replace(/^\ufeff/, '')));
  } catch {
    return null;
  }
}

function plainNode(value: unknown): LightNode {
  const map = typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
  const scalar = ['string', 'number', 'boolean', 'bigint'].includes(typeof value);
  return {
    keys: Object.keys(map),
    at: (key) => (Object.hasOwn(map, key) ? plainNode(map[key as keyof typeof map]) : null),
    text: scalar ? String(value) : null,
    first: Array.isArray(value) && typeof value[0] === 'string' ? value[0] : null,
    lineOf: () => 1,
  };
}
