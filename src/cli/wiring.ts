/** The one door from the command line to the implementations: compose.ts, loaded when a command needs it. */

/** Everything that compose.ts picks. Loading it loads no AWS code. */
export function wiring(): Promise<typeof import('../compose.ts')> {
  return import('../compose.ts');
}
