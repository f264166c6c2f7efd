/** One CloudFormation or SAM template with what can be looked up in it. */
import type { Place } from '../../../model/template.ts';
import type { ProjectFiles } from '../project-files.ts';
import { child, type MapNode, type TreeNode } from '../tree/node.ts';
import { type ParameterValue, parameterValues } from './parameter-values.ts';

/** A template opened for following values. */
export interface Stack {
  readonly project: ProjectFiles;
  readonly file: string;
  readonly text: string;
  readonly root: MapNode;
  readonly sam: boolean;
  /** `Globals.Function`; null: none. */
  readonly globals: TreeNode | null;
  /** What the variable of the `Fn::ForEach` around stands for, where its items are known. */
  readonly loop?: { readonly variable: string; readonly item: string };
  /** Values given to a parameter outside the template, best first. */
  given(parameter: string): readonly ParameterValue[];
}

/** Opens a template; null: the file is not one (no map of Resources). */
export function openStack(project: ProjectFiles, file: string): Stack | null {
  const text = project.text(file);
  const root = project.tree(file);
  if (text === null || root?.kind !== 'map' || child(root, 'Resources')?.kind !== 'map') return null;
  const kept = new Map<string, readonly ParameterValue[]>();
  return {
    project,
    file,
    text,
    root,
    sam: /AWS::Serverless-2016-10-31|AWS::Serverless::/.test(text),
    globals: child(child(root, 'Globals'), 'Function'),
    given(parameter) {
      const values = kept.get(parameter) ?? parameterValues(project, file, parameter, declaredParameters(root));
      kept.set(parameter, values);
      return values;
    },
  };
}

/** A part of the template by section and name, such as a parameter's declaration. */
export function lookUp(stack: Stack, section: string, name: string): TreeNode | null {
  return child(child(stack.root, section), name);
}

/** Line and column of an offset in the template. */
export function placeIn(stack: Stack, offset: number): Place {
  return stack.project.place(stack.file, offset);
}

/** How many places of the template refer to a parameter: Ref and Sub in every spelling. Comments are not told apart, so it may count too many, never too few. */
export function countReferences(stack: Stack, parameter: string): number {
  return stack.project.derived(`references to ${parameter} in ${stack.file}`, () => {
    const name = parameter.replace(/[^\w]/g, '\\$&');
    const pattern = new RegExp(`Ref["']?\\s*:?\\s+["']?${name}(?!\\w)|"Ref"\\s*:\\s*"${name}"|\\$\\{${name}\\}`, 'g');
    return stack.text.match(pattern)?.length ?? 0;
  });
}

function declaredParameters(root: MapNode): ReadonlySet<string> {
  const declared = child(root, 'Parameters');
  return new Set(declared?.kind === 'map' ? declared.entries.map((entry) => entry.key) : []);
}
