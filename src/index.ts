/** The library's face. */
export { SCHEMA_VERSION } from './core/index.ts';
