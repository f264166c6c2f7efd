/** init: writes a commented memfit.config.yaml from a template or from what the logs show. Replaces nothing without asking. */
import type { Listener } from '../contracts/listener.ts';
import type { Workspace } from '../contracts/workspace.ts';
import {
  configDraft,
  type DraftFunction,
  type DraftSource,
  draftOfDeclared,
} from '../core/templates/light/config-draft.ts';
import { DEPLOYMENT_FILES, type Deployment, deploymentIn } from '../core/templates/light/deployment.ts';
import { declaredFunctions } from '../core/templates/light/function-list.ts';
import { UserError } from '../model/errors.ts';
import type { FoundFunction } from '../model/template.ts';
import type { UsageReport } from '../model/usage.ts';

/** Templates that are looked for when none is named, in this order. */
const TEMPLATES = ['template.yaml', 'template.yml', 'template.json', 'serverless.yml', 'serverless.yaml'] as const;

/** Name of the file that is written. */
export const CONFIG_FILE = 'memfit.config.yaml';

/** What to write it from. `usage` is what given logs show; with neither the project's own template is used. */
export interface InitRequest {
  readonly template: string | null;
  readonly usage: UsageReport | null;
  /** Names of functions to write; empty: all. `*` stands for any text. */
  readonly select: readonly string[];
  readonly dryRun: boolean;
}

/** What carries it out. */
export interface InitPorts {
  readonly workspace: Workspace;
  readonly listener: Listener;
  /** The functions of the project in formats that take more to read (Terraform, CDK, templates in folders below); asked for when no template stands here. */
  readonly survey: () => Promise<readonly FoundFunction[]>;
}

/** What was written, or would be. `kept`: a file was there and the answer was no; `unchanged`: it held just this already. */
export interface InitResult {
  readonly outcome: 'created' | 'replaced' | 'kept' | 'unchanged' | 'shown';
  readonly path: string;
  readonly text: string;
  readonly from: string;
  readonly functions: readonly string[];
}

/** Drafts the file, shows it by returning it, and writes it. Throws a UserError `no-template` when there is nothing to write it from. */
export async function init(request: InitRequest, ports: InitPorts): Promise<InitResult> {
  const source = await sourceOf(request, ports);
  const text = configDraft(source);
  const outcome = request.dryRun ? 'shown' : await write(text, ports);
  return { outcome, path: CONFIG_FILE, text, from: source.from, functions: source.functions.map(({ name }) => name) };
}

/** What the project's own files say about where it is deployed: the first that says something. Null: none does. Nothing is run. */
export async function discoverDeployment(workspace: Workspace): Promise<Deployment | null> {
  let weak: Deployment | null = null;
  for (const file of DEPLOYMENT_FILES) {
    const text = await workspace.readText(file);
    const found = text === null ? null : deploymentIn(file, text);
    if (found && found.stacks.length > 0) return found;
    weak ??= found;
  }
  return weak;
}

async function write(text: string, { workspace, listener }: InitPorts): Promise<InitResult['outcome']> {
  const present = await workspace.readText(CONFIG_FILE);
  if (present === null) {
    await workspace.writeText(CONFIG_FILE, text, 'create');
    return 'created';
  }
  if (present === text) return 'unchanged';
  const question = `${CONFIG_FILE} is there already. Replace it?`;
  if (!(await listener.confirm({ code: 'replace-config', text: question, default: false }))) return 'kept';
  await workspace.writeText(CONFIG_FILE, text, 'replace');
  return 'replaced';
}

async function sourceOf({ template, usage, select }: InitRequest, ports: InitPorts): Promise<DraftSource> {
  const { workspace } = ports;
  const found = usage ? { from: 'the logs', functions: fromLogs(usage) } : await fromTemplate(template, ports);
  const functions = found.functions.filter(({ name }) => chosen(name, select));
  const deployment = await discoverDeployment(workspace);
  const region = deployment?.stacks.find((stack) => stack.region !== null)?.region ?? null;
  return { from: found.from, functions, region, regionFrom: region === null ? null : (deployment?.file ?? null) };
}

function fromLogs({ functions }: UsageReport): DraftFunction[] {
  return functions.map(({ ref, sizes }) => {
    const seen = sizes.map(({ sizeMB, invocations }) => `${sizeMB} MB in ${invocations} invocations`).join(', ');
    const usual = ref.logGroup === null || ref.logGroup === `/aws/lambda/${ref.name}`;
    return { name: ref.name, remark: seen === '' ? 'no sizes seen' : seen, logGroup: usual ? null : ref.logGroup };
  });
}

async function fromTemplate(
  named: string | null,
  { workspace, survey }: InitPorts,
): Promise<{ from: string; functions: DraftFunction[] }> {
  const path = named ?? (await firstTemplate(workspace));
  if (path === null) return fromProject(await survey());
  const text = await workspace.readText(path);
  if (text === null) throw new UserError('no-such-file', { where: path, what: 'the file is not there' });
  const list = declaredFunctions(text);
  if (!list) {
    throw new UserError('no-template', {
      where: path,
      what: 'this is no SAM, CloudFormation or Serverless Framework template',
      next: 'give logs instead: memfit init logs/',
    });
  }
  return { from: path, functions: list.functions.map((one) => draftOfDeclared(one, path)) };
}

/** What the project's templates say, wherever they stand; functions of one id are named once. */
function fromProject(found: readonly FoundFunction[]): { from: string; functions: DraftFunction[] } {
  const functions = found.filter(({ id }, i) => found.findIndex((one) => one.id === id) === i);
  if (functions.length === 0) {
    throw new UserError('no-template', {
      what: 'no template was found here',
      why: `none of ${TEMPLATES.join(', ')} is in this folder, and no Terraform, CDK or other template below it declares a function`,
      next: 'name a template or logs: memfit init infra/template.yaml, memfit init logs/',
    });
  }
  const files = [...new Set(functions.map(({ place }) => place.file))];
  const from = files.length === 1 ? (files[0] ?? '') : `${files[0]} and ${files.length - 1} more`;
  return { from, functions: functions.map(draftOfFound) };
}

function draftOfFound({ id, sizeMB, timeoutS, runtime, place }: FoundFunction): DraftFunction {
  const facts = [
    sizeMB === null ? 'size by an expression' : `${sizeMB} MB`,
    timeoutS === null ? null : `timeout ${timeoutS} s`,
    runtime,
  ];
  return {
    name: id,
    remark: `${facts.filter((fact) => fact !== null).join(', ')} (${place.file}:${place.line})`,
    logGroup: null,
  };
}

async function firstTemplate(workspace: Workspace): Promise<string | null> {
  for (const path of TEMPLATES) if (await workspace.exists(path)) return path;
  return null;
}

/** Whether a name matches one of the patterns; with none all do. */
function chosen(name: string, patterns: readonly string[]): boolean {
  if (patterns.length === 0) return true;
  return patterns.some((pattern) => {
    const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${parts.join('.*')}$`, 's').test(name);
  });
}
