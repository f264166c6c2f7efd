/** The rules: values in, values out. */
export const SCHEMA_VERSION = 1;
export { unifiedDiff } from './report/diff.ts';
export { findFunctions, planEdits, type TemplateTexts } from './templates/index.ts';
export { applyEdits, invertEdits } from './templates/splice.ts';
