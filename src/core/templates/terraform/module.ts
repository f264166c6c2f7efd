/** A Terraform module: all files of one folder, and the calls that lead to it. */
import type { Place } from '../../../model/template.ts';
import { TemplateFault } from '../fault.ts';
import { parseHcl } from '../hcl/bodies.ts';
import { parseTerraformJson, parseVariablesJson } from '../hcl/from-json.ts';
import type { HclAttribute, HclBlock, HclBody, HclExpression } from '../hcl/nodes.ts';
import { folderOf, joinPath } from '../paths.ts';
import type { ProjectFiles } from '../project-files.ts';

/** A block and the file it stands in. */
export interface LocatedBlock {
  readonly file: string;
  readonly block: HclBlock;
}

/** One instance of a module: its folder, and the call that made it (null: applied directly, the root). */
export interface ModuleInstance {
  readonly folder: string;
  readonly call: { readonly by: ModuleInstance; readonly block: LocatedBlock } | null;
  /** `module.a.module.b.`, or '' for the root. */
  readonly address: string;
}

/** Modules called deeper than this are a circle. */
const MAX_CALLS = 8;

/** Reads a `.tf`, `.tf.json`, `.tofu` file; null: not there. */
export function readModuleFile(files: ProjectFiles, file: string): HclBody | null {
  return files.parsed(file, 'hcl', (text) => (/\.json$/i.test(file) ? parseTerraformJson : parseHcl)(text, file));
}

/** Reads a variables file; null: not there. */
export function readVariables(files: ProjectFiles, file: string): HclBody | null {
  return files.parsed(file, 'hcl', (text) => (/\.json$/i.test(file) ? parseVariablesJson : parseHcl)(text, file));
}

/** Whether a file belongs to a module. */
export function isModuleFile(path: string): boolean {
  return /\.(?:tf|tofu)(?:\.json)?$/i.test(path);
}

/** The blocks of a type in a folder. Files that do not parse are left out here: they are reported as themselves. */
export function blocksIn(files: ProjectFiles, folder: string, type: string): readonly LocatedBlock[] {
  return files.derived(`terraform ${type} ${folder}`, () =>
    files
      .filesIn(folder)
      .filter(isModuleFile)
      .flatMap((file) => {
        try {
          const blocks = readModuleFile(files, file)?.blocks ?? [];
          return blocks.filter((block) => block.type === type).map((block) => ({ file, block }));
        } catch (error) {
          if (error instanceof TemplateFault) return [];
          throw error;
        }
      }),
  );
}

/** An attribute of a body. */
export function attributeOf(body: HclBody, name: string): HclAttribute | null {
  return body.attributes.find((one) => one.name === name) ?? null;
}

/** The text of an expression that is a plain text. */
export function plainText(expression: HclExpression | null | undefined): string | null {
  return expression?.kind === 'text' ? expression.text : null;
}

/** All instances of the module in a folder: one for each call of the project, or the root where nobody calls it. */
export function instancesOf(files: ProjectFiles, folder: string, depth = 0): readonly ModuleInstance[] {
  const calls = depth < MAX_CALLS ? callsTo(files, folder) : [];
  if (calls.length === 0) return [{ folder, call: null, address: '' }];
  return calls.flatMap(({ from, block }) =>
    instancesOf(files, from, depth + 1).map((by) => ({
      folder,
      call: { by, block },
      address: `${by.address}module.${block.block.labels[0] ?? ''}.`,
    })),
  );
}

/** A module block and the folder it stands in. */
interface Call {
  readonly from: string;
  readonly block: LocatedBlock;
}

function callsTo(files: ProjectFiles, folder: string): readonly Call[] {
  return (callTable(files).get(folder) ?? []).filter(({ from }) => from !== folder);
}

/** Local module calls of the whole project by the folder they lead to. */
function callTable(files: ProjectFiles): ReadonlyMap<string, readonly Call[]> {
  return files.derived('terraform calls', () => {
    const table = new Map<string, Call[]>();
    for (const from of new Set(files.paths.filter(isModuleFile).map(folderOf))) {
      for (const block of blocksIn(files, from, 'module')) {
        const source = plainText(attributeOf(block.block.body, 'source')?.value);
        const target = source?.startsWith('.') ? joinPath(from, source) : null;
        if (target !== null) table.set(target, [...(table.get(target) ?? []), { from, block }]);
      }
    }
    return table;
  });
}

/** Line and column in a file of the project. */
export function placeIn(files: ProjectFiles, file: string, offset: number): Place {
  return files.place(file, offset);
}
