/** From a function's name to what an engine must know: out of the template, the last `sam build`, or flags. */
import type { Workspace } from '../contracts/workspace.ts';
import { nearestName } from '../core/pricing/nearest-name.ts';
import { type FunctionSettings, functionSettings } from '../core/templates/cloudformation/function-settings.ts';
import { UserError } from '../model/errors.ts';
import type { FunctionSpec } from '../model/function-spec.ts';

/** What was said besides the name. Null: not said. Paths relative to the workspace. */
export interface FunctionSource {
  readonly template: string | null;
  readonly handler: string | null;
  readonly runtime: string | null;
  readonly code: string | null;
  readonly timeoutMs: number | null;
  /** Variables that win over the template's. */
  readonly environment: Readonly<Record<string, string>>;
  /** Names of variables that get their values later. */
  readonly promised: readonly string[];
  readonly region: string | null;
}

/** A function ready for an engine, its size in force (null: unknown), and what a reader should know. */
export interface ResolvedFunction {
  readonly spec: FunctionSpec;
  readonly currentMB: number | null;
  readonly remarks: readonly string[];
  /** Every function of its template; empty: there is no template. */
  readonly declared: readonly string[];
}

/** Templates that are looked for when none is named. */
const TEMPLATES = ['template.yaml', 'template.yml', 'template.json'] as const;
/** Files beside a template that give its parameters values. */
const BESIDE = ['samconfig.toml'] as const;
/** What `sam build` writes, below the template's folder. */
const BUILT = '.aws-sam/build/template.yaml';
/** Without a template nobody says how long a call may take: Lambda's longest. */
const LONGEST_MS = 900_000;

/** Finds a function. Throws UserError `no-template`, `unknown-function`, `code-not-local`, `incomplete-function`. */
export async function resolveFunction(
  name: string,
  source: FunctionSource,
  workspace: Workspace,
): Promise<ResolvedFunction> {
  if (source.handler !== null || source.code !== null) return fromFlags(name, source, workspace);
  const path = source.template ?? (await firstTemplate(workspace));
  const list = await listIn(path, workspace);
  const written = settingsOf(name, list, path);
  const folder = folderOf(path);
  const builtPath = `${folder}${BUILT}`;
  const built = (await workspace.exists(builtPath)) ? await builtSettings(builtPath, name, workspace) : null;
  const at = { folder, builtFolder: folderOf(builtPath) };
  return { ...fromTemplate(name, written, built, at, source, workspace), declared: list.map(({ id }) => id) };
}

function fromFlags(name: string, source: FunctionSource, workspace: Workspace): ResolvedFunction {
  const { handler, runtime, code, timeoutMs, environment, region } = source;
  const missing = Object.entries({ '--handler': handler, '--runtime': runtime, '--code': code })
    .filter(([, value]) => value === null)
    .map(([flag]) => flag);
  if (handler === null || runtime === null || code === null) {
    throw new UserError('incomplete-function', {
      where: missing.join(', '),
      what: 'needed to run a function without a template',
      next: `memfit tune ${name} --code dist --handler index.handler --runtime nodejs22.x`,
    });
  }
  const codeFolder = absolute(workspace, code);
  const fixed = { layers: [], architecture: 'x86_64', logFormat: 'text', logGroup: null } as const;
  const spec = {
    name,
    runtime,
    handler,
    codeFolder,
    environment,
    timeoutMs: timeoutMs ?? LONGEST_MS,
    region,
    ...fixed,
  };
  return { spec, currentMB: null, remarks: [], declared: [] };
}

function fromTemplate(
  name: string,
  written: FunctionSettings,
  built: FunctionSettings | null,
  at: { readonly folder: string; readonly builtFolder: string },
  source: FunctionSource,
  workspace: Workspace,
): Omit<ResolvedFunction, 'declared'> {
  const isBuilt = built !== null && built.code !== null;
  const [code, base] = isBuilt ? [built.code, at.builtFolder] : [written.code, at.folder];
  const runtime = written.package === 'image' ? 'image' : (source.runtime ?? written.runtime);
  const handler = written.handler;
  if (code === null && runtime !== 'image') throw codeElsewhere(name, written);
  if (runtime === null || (handler === null && runtime !== 'image' && !runtime.startsWith('provided'))) {
    throw new UserError('incomplete-function', {
      what: `${name}: the template does not tell ${runtime === null ? 'the runtime' : 'the handler'}`,
      next: `say it: memfit tune ${name} --code FOLDER --handler FILE.FUNCTION --runtime nodejs22.x`,
    });
  }
  const layers = (isBuilt && built.layers.length > 0 ? built : written).layers;
  const layerBase = isBuilt && built.layers.length > 0 ? at.builtFolder : at.folder;
  const spec: FunctionSpec = {
    name,
    runtime,
    handler: handler ?? 'bootstrap',
    codeFolder: absolute(workspace, `${base}${code ?? '.'}`),
    layers: layers.map((layer) => absolute(workspace, `${layerBase}${layer}`)),
    environment: { ...written.environment, ...source.environment },
    timeoutMs: source.timeoutMs ?? (written.timeoutS ?? LONGEST_MS / 1_000) * 1_000,
    ...(isBuilt || written.build === null ? {} : { build: written.build }),
    ...(written.ephemeralMB === null ? {} : { ephemeralMB: written.ephemeralMB }),
    architecture: written.architecture ?? 'x86_64',
    logFormat: written.logFormat,
    logGroup: null,
    region: source.region,
  };
  return { spec, currentMB: written.sizeMB, remarks: remarksOf(name, written, source, isBuilt) };
}

function remarksOf(name: string, written: FunctionSettings, source: FunctionSource, isBuilt: boolean): string[] {
  const missing = written.unresolved.filter(
    (variable) => !Object.hasOwn(source.environment, variable) && !source.promised.includes(variable),
  );
  return [
    ...(missing.length > 0
      ? [`${name}: only deployment knows ${missing.join(', ')}; left out (--env-file gives them values)`]
      : []),
    ...(written.otherLayers > 0 ? [`${name}: layers that are no local folders are left out`] : []),
    ...(isBuilt ? [`${name}: code of the last sam build; run sam build again after changes`] : []),
  ];
}

function settingsOf(name: string, list: readonly FunctionSettings[], path: string): FunctionSettings {
  const found = list.find(({ id }) => id === name);
  if (found) return found;
  const names = list.map(({ id }) => id);
  const near = nearestName(name, names);
  throw new UserError('unknown-function', {
    where: path,
    what: `there is no function ${name}`,
    ...(names.length > 0 ? { why: `the template has ${names.join(', ')}` } : {}),
    ...(near !== null ? { next: `did you mean ${near}?` } : {}),
  });
}

/** A build that cannot be read, or that lacks the function, is as good as none. */
async function builtSettings(path: string, name: string, workspace: Workspace): Promise<FunctionSettings | null> {
  try {
    return (await listIn(path, workspace)).find(({ id }) => id === name) ?? null;
  } catch {
    return null;
  }
}

async function listIn(path: string, workspace: Workspace): Promise<readonly FunctionSettings[]> {
  const text = await workspace.readText(path);
  if (text === null) throw new UserError('no-such-file', { where: path, what: 'the template is not there' });
  const texts: Record<string, string> = { [path]: text };
  for (const name of BESIDE) {
    const beside = await workspace.readText(`${folderOf(path)}${name}`);
    if (beside !== null) texts[`${folderOf(path)}${name}`] = beside;
  }
  const list = functionSettings(texts, path);
  if (list !== null) return list;
  throw new UserError('no-template', {
    where: path,
    what: 'this is no SAM or CloudFormation template',
    next: 'say what to run: --code FOLDER --handler FILE.FUNCTION --runtime nodejs22.x',
  });
}

async function firstTemplate(workspace: Workspace): Promise<string> {
  for (const path of TEMPLATES) if (await workspace.exists(path)) return path;
  throw new UserError('no-template', {
    what: 'no template was found here',
    why: `none of ${TEMPLATES.join(', ')} is in this folder`,
    next: 'name one with --template, or say what to run: --code FOLDER --handler FILE.FUNCTION --runtime nodejs22.x',
  });
}

function codeElsewhere(name: string, { package: kind }: FunctionSettings): UserError {
  return new UserError('code-not-local', {
    what: `${name}: its code is not in a folder here`,
    why:
      kind === 'inline'
        ? 'it stands in the template itself'
        : 'CodeUri is missing, in a bucket, or only known at deployment',
    next: `say where it is: memfit tune ${name} --code FOLDER --handler FILE.FUNCTION --runtime nodejs22.x`,
  });
}

/** `infra/template.yaml` → `infra/`; a file in the root → nothing. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

/** An absolute path without `.`, `..` and a slash at its end: engines compare folders by text. */
function absolute({ root }: Workspace, path: string): string {
  const whole = /^([\\/]|[a-z]:[\\/])/i.test(path) ? path : `${root}/${path}`;
  const kept: string[] = [];
  for (const part of whole.replace(/\/+$/, '').split('/')) {
    if (part === '..' && kept.length > 1) kept.pop();
    else if (part !== '.' && part !== '..' && (part !== '' || kept.length === 0)) kept.push(part);
  }
  return kept.join('/') || '/';
}
