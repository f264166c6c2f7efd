/** `serverless.ts` and `serverless.js`: services written as one object, found and reported; their functions are often imported, so they are not edited. */
import type { Node } from '@babel/types';
import type { Declaration, TemplateFormat } from '../contract.ts';
import { readSize } from '../literal.ts';
import { baseName } from '../paths.ts';
import type { ProjectFiles } from '../project-files.ts';
import { readOnly } from '../read-only.ts';
import { type Located, propertyKey, textOf } from '../script/located.ts';
import { openProgram } from '../script/modules.ts';
import { objectAt, propertyIn } from '../script/objects.ts';
import { isScript } from '../script/syntax.ts';

/** The framework's defaults, as in format.ts. */
const DEFAULT_MB = 1_024;
const DEFAULT_TIMEOUT_S = 6;

/** Services in code. */
export const serverlessProgram: TemplateFormat = {
  name: 'serverless',
  mayClaim: (path) => isScript(path) && /^serverless(?:\.[\w-]+)?\.[cm]?[jt]s$/.test(baseName(path)),
  claims: () => true,
  functions(files: ProjectFiles, path: string): readonly Declaration[] {
    const program = openProgram(files, path);
    const exported = program?.exported('default');
    if (!program || exported?.kind !== 'constant') return [];
    const root = objectAt(files, { program, node: exported.value, around: program.scope });
    const functions = root && member(files, root, 'functions');
    if (!root || !functions) return [];
    return functions.node.properties.flatMap((property) => {
      if (property.type !== 'ObjectProperty') return [];
      const own = objectAt(files, { ...functions, node: property.value as Located['node'] });
      return [declare(files, root, functions, propertyKey(property), property, own)];
    });
  },
};

type ObjectPlace = NonNullable<ReturnType<typeof objectAt>>;

function member(files: ProjectFiles, object: ObjectPlace, key: string): ObjectPlace | null {
  const value = propertyIn(files, object, key, 0);
  return value && objectAt(files, value);
}

function declare(
  files: ProjectFiles,
  root: ObjectPlace,
  functions: ObjectPlace,
  id: string,
  at: Node,
  own: ObjectPlace | null,
): Declaration {
  const provider = member(files, root, 'provider');
  const inForce = (key: string): Located | null =>
    (own && propertyIn(files, own, key, 0)) ?? (provider && propertyIn(files, provider, key, 0));
  const size = inForce('memorySize');
  const written = size ? textOf(size, size.node) : '';
  const timeout = inForce('timeout');
  const runtime = inForce('runtime');
  const place = size ?? functions;
  return readOnly({
    id,
    format: 'serverless',
    type: 'functions',
    file: place.program.file,
    text: place.program.text,
    declaredAt: place.program === functions.program ? (at.start ?? 0) : (place.node.start ?? 0),
    at: size?.node.start ?? at.start ?? 0,
    sizeMB: size ? (readSize(written)?.sizeMB ?? null) : DEFAULT_MB,
    isDefault: size === null,
    written: written || 'memorySize',
    runtime: runtime?.node.type === 'StringLiteral' ? runtime.node.value : null,
    timeoutS: timeout ? Number(textOf(timeout, timeout.node)) : DEFAULT_TIMEOUT_S,
  });
}
