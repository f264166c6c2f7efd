/** Templates that make others of the project as nested stacks, and what they pass to their parameters. */
import { TemplateFault } from '../fault.ts';
import { folderOf, joinPath } from '../paths.ts';
import type { ProjectFiles } from '../project-files.ts';
import { allEntries, child, settle, type TreeNode } from '../tree/node.ts';
import { openStack, type Stack } from './stack.ts';

/** A nested stack as its parent declares it. `value` null: the parameter is not passed. */
export interface Nesting {
  readonly parent: Stack;
  readonly id: string;
  readonly value: TreeNode | null;
}

/** The nested stacks made of a template, with what each passes to a parameter. */
export function nestingsOf(project: ProjectFiles, template: string, parameter: string): readonly Nesting[] {
  const table = project.derived('nested stacks', () => nestingTable(project));
  return (table.get(template) ?? []).map(({ parent, id, parameters }) => ({
    parent,
    id,
    value: settle(child(parameters, parameter))?.node ?? null,
  }));
}

interface Nested {
  readonly parent: Stack;
  readonly id: string;
  readonly parameters: TreeNode | null;
}

function nestingTable(project: ProjectFiles): ReadonlyMap<string, readonly Nested[]> {
  const table = new Map<string, Nested[]>();
  for (const file of project.paths) {
    if (!/\.(?:ya?ml|json|template)$/i.test(file)) continue;
    if (!/AWS::(?:CloudFormation::Stack|Serverless::Application)/.test(project.peek(file) ?? '')) continue;
    const parent = tolerate(() => openStack(project, file));
    const resources = parent && child(parent.root, 'Resources');
    if (!parent || resources?.kind !== 'map') continue;
    for (const { entry } of allEntries(resources)) {
      const properties = child(entry.value, 'Properties');
      const target = targetOf(file, child(entry.value, 'Type'), properties);
      if (target === null || target === file || !project.has(target)) continue;
      const nested = { parent, id: entry.key, parameters: child(properties, 'Parameters') };
      table.set(target, [...(table.get(target) ?? []), nested]);
    }
  }
  return table;
}

/** The path of the template, where it is written as one. */
function targetOf(file: string, type: TreeNode | null, properties: TreeNode | null): string | null {
  if (type?.kind !== 'scalar') return null;
  const key =
    type.value === 'AWS::CloudFormation::Stack'
      ? 'TemplateURL'
      : type.value === 'AWS::Serverless::Application'
        ? 'Location'
        : '';
  const path = key === '' ? null : child(properties, key);
  return path?.kind === 'scalar' && path.tag === null && !/^\w+:\/\//.test(path.value)
    ? joinPath(folderOf(file), path.value)
    : null;
}

function tolerate(read: () => Stack | null): Stack | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof TemplateFault) return null;
    throw error;
  }
}
