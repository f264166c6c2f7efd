/** Where an expression of Terraform stands: its file, its instance of a module, and the names that hold there. */
import type { HclBlock, HclExpression } from '../hcl/nodes.ts';

/** A block and the file it stands in. */
export interface LocatedBlock {
  readonly file: string;
  readonly block: HclBlock;
}

/** What a name of one place stands for: `each.key`, `each.value`, the names of a `for`. A text that is written nowhere as an expression has no `value`. */
export interface Bound {
  readonly text: string | null;
  readonly value: Located | null;
}

/** Names that hold at one place alone. */
export type Scope = ReadonlyMap<string, Bound>;

/** No names. */
export const NO_NAMES: Scope = new Map();

/** One instance of a module: its folder, and the call that made it (null: applied directly, the root). */
export interface ModuleInstance {
  readonly folder: string;
  /** `scope`: what `each` is in the arguments of this call. */
  readonly call: { readonly by: ModuleInstance; readonly block: LocatedBlock; readonly scope: Scope } | null;
  /** `module.a.module.b["key"].`, or '' for the root. */
  readonly address: string;
}

/** An expression, its file, the module instance whose names it uses, and the names of its place. */
export interface Located {
  readonly file: string;
  readonly expression: HclExpression;
  readonly instance: ModuleInstance;
  readonly scope: Scope;
  /** The type constraint of the variable it is the value of, or of a part of it; it may hold defaults: `optional(number, 256)`. */
  readonly type?: Located | null;
}

/** What an expression leads to; `missing`: the place is known and nothing is there; null: not known. */
export type Reached = Located | 'missing' | null;

/** Another expression at the same place. */
export function beside({ file, instance, scope }: Located, expression: HclExpression): Located {
  return { file, instance, scope, expression };
}
