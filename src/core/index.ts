/** The rules: values in, values out. */
export const SCHEMA_VERSION = 1;
