/** A Terraform module: all files of one folder, and the calls that lead to it. */
import type { Place } from '../../../model/template.ts';
import { TemplateFault } from '../fault.ts';
import { parseHcl } from '../hcl/bodies.ts';
import { parseTerraformJson, parseVariablesJson } from '../hcl/from-json.ts';
import type { HclAttribute, HclBody, HclExpression } from '../hcl/nodes.ts';
import type { ProjectFiles } from '../project-files.ts';
import type { LocatedBlock } from './located.ts';

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

/** Line and column in a file of the project. */
export function placeIn(files: ProjectFiles, file: string, offset: number): Place {
  return files.place(file, offset);
}
