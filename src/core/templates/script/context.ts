/** Context values of a CDK app: `tryGetContext('memory')` reads cdk.json. */
import type { Expression, Node } from '@babel/types';
import { folderOf } from '../paths.ts';
import type { ProjectFiles } from '../project-files.ts';
import { type Located, propertyKey } from './located.ts';
import { openJson } from './modules.ts';

/** The value of a context key in the nearest cdk.json; null: not a key that is written out. */
export function contextOf(
  files: ProjectFiles,
  at: Located,
  key: Node | undefined,
): { readonly value: Located | null } | null {
  if (key?.type !== 'StringLiteral') return null;
  for (let folder = folderOf(at.program.file); ; folder = folderOf(folder)) {
    const program = openJson(files, folder === '' ? 'cdk.json' : `${folder}/cdk.json`);
    const root = program?.exported('default');
    if (program && root?.kind === 'constant') {
      const member = (node: Expression, name: string): Expression | null => {
        const found =
          node.type === 'ObjectExpression'
            ? node.properties.find((one) => one.type === 'ObjectProperty' && propertyKey(one) === name)
            : null;
        return found?.type === 'ObjectProperty' ? (found.value as Expression) : null;
      };
      const context = member(root.value, 'context');
      const value = context && member(context, key.value);
      return { value: value ? { program, node: value, around: program.scope } : null };
    }
    if (folder === '') return { value: null };
  }
}
