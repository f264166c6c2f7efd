/** Which functions a template declares, with the settings that are written as plain values. A light reading: parameters and intrinsics are not followed. */
import { type LightNode, lightDocument } from './light-yaml.ts';

/** A setting: written at the function, taken from what all functions share, the tool's default, or given by an expression that is not followed. */
export interface DeclaredSetting<T> {
  readonly value: T | null;
  readonly from: 'function' | 'shared' | 'default' | 'expression';
}

/** A function as a template declares it. */
export interface DeclaredFunction {
  /** Logical id (CloudFormation, SAM) or key (Serverless Framework). */
  readonly id: string;
  readonly line: number;
  readonly memoryMB: DeclaredSetting<number>;
  readonly timeoutSeconds: DeclaredSetting<number>;
  /** Null: not said, or an expression. */
  readonly runtime: string | null;
  readonly architecture: 'x86_64' | 'arm64' | null;
}

/** What kind of template it is and its functions, in order. */
export interface FunctionList {
  readonly kind: 'sam' | 'cloudformation' | 'serverless';
  readonly functions: readonly DeclaredFunction[];
}

/** Sizes and timeouts that apply when nothing is written: Lambda's own (128 MB, 3 s), and the Serverless Framework's (1,024 MB, 6 s). */
const DEFAULTS = {
  sam: { memoryMB: 128, timeoutSeconds: 3 },
  cloudformation: { memoryMB: 128, timeoutSeconds: 3 },
  serverless: { memoryMB: 1_024, timeoutSeconds: 6 },
} as const;

/** How each kind names its settings. */
const NAMES = {
  sam: { memory: 'MemorySize', timeout: 'Timeout', runtime: 'Runtime', architecture: 'Architectures' },
  cloudformation: { memory: 'MemorySize', timeout: 'Timeout', runtime: 'Runtime', architecture: 'Architectures' },
  serverless: { memory: 'memorySize', timeout: 'timeout', runtime: 'runtime', architecture: 'architecture' },
} as const;

/** The functions of a template; null when the text is no template of these kinds. */
export function declaredFunctions(text: string): FunctionList | null {
  const top = lightDocument(text);
  if (!top) return null;
  const resources = top.at('Resources');
  if (resources) return fromResources(top, resources);
  const functions = top.at('functions');
  if (!top.at('service') || !top.at('provider') || !functions) return null;
  return { kind: 'serverless', functions: declared('serverless', functions, functions.keys, top.at('provider')) };
}

function fromResources(top: LightNode, resources: LightNode): FunctionList {
  const type = (id: string): string | null => resources.at(id)?.at('Type')?.text ?? null;
  const sam = resources.keys.some((id) => type(id)?.startsWith('AWS::Serverless::')) || top.at('Transform') !== null;
  const ids = resources.keys.filter((id) => /^AWS::(?:Serverless|Lambda)::Function$/.test(type(id) ?? ''));
  const shared = top.at('Globals')?.at('Function') ?? null;
  const functions = ids.flatMap((id) => {
    const own = type(id) === 'AWS::Serverless::Function' ? shared : null;
    return declared(sam ? 'sam' : 'cloudformation', resources, [id], own, 'Properties');
  });
  return { kind: sam ? 'sam' : 'cloudformation', functions };
}

function declared(
  kind: FunctionList['kind'],
  parent: LightNode,
  ids: readonly string[],
  shared: LightNode | null,
  inside?: string,
): DeclaredFunction[] {
  const names = NAMES[kind];
  return ids.map((id) => {
    const node = parent.at(id);
    const own = inside === undefined ? node : (node?.at(inside) ?? null);
    const text = (name: string): string | null => (own?.at(name) ?? shared?.at(name))?.text ?? null;
    const listed = own?.at(names.architecture) ?? shared?.at(names.architecture);
    const architecture = listed?.text ?? listed?.first;
    return {
      id,
      line: parent.lineOf(id),
      memoryMB: settingOf(own, shared, names.memory, DEFAULTS[kind].memoryMB),
      timeoutSeconds: settingOf(own, shared, names.timeout, DEFAULTS[kind].timeoutSeconds),
      runtime: text(names.runtime),
      architecture: architecture === 'arm64' || architecture === 'x86_64' ? architecture : null,
    };
  });
}

/** A number written as a number or as digits ("512" is legal); anything else that is written is an expression. */
function settingOf(
  own: LightNode | null,
  shared: LightNode | null,
  name: string,
  fallback: number,
): DeclaredSetting<number> {
  const at = own?.at(name) ?? null;
  const written = at ?? shared?.at(name) ?? null;
  if (written === null) return { value: fallback, from: 'default' };
  if (written.text === null || !/^\d+$/.test(written.text)) return { value: null, from: 'expression' };
  return { value: Number(written.text), from: at ? 'function' : 'shared' };
}
