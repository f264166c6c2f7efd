/** Stand-ins: programs of a project that answer on this machine in place of the services its functions call. */

/** When a stand-in counts as ready. `pattern`: a line it prints; its first group is its address. Times in ms. */
export type Readiness =
  | { readonly kind: 'line'; readonly pattern: string; readonly timeoutMs: number }
  | { readonly kind: 'url'; readonly url: string; readonly timeoutMs: number }
  | { readonly kind: 'port'; readonly port: number; readonly timeoutMs: number };

/** One entry of `services`, checked. */
export interface StandIn {
  readonly name: string;
  /** Program and arguments, never a shell line. `{factor}` stands for the factor. */
  readonly command: readonly string[];
  /** Functions that need it; null: all of them. */
  readonly functions: readonly string[] | null;
  readonly ready: Readiness;
  /** Variables for those functions. `{url}` stands for the address, `{factor}` for the factor. */
  readonly environment: Readonly<Record<string, string>>;
  /** What its waits are multiplied by; 1: as long as the real service's. */
  readonly factor: number;
  /** Where it is written: `memfit.config.yaml:48:3`. */
  readonly place: string;
}

/** The stand-ins of a project, and the folder their commands are run in. */
export interface StandInSet {
  /** Absolute. */
  readonly folder: string;
  /** The file that names them, as shown. */
  readonly file: string;
  readonly standIns: readonly StandIn[];
}

/** The command with the factor filled in. */
export function commandOf({ command, factor }: StandIn): readonly string[] {
  return command.map((part) => part.replaceAll('{factor}', String(factor)));
}

/** The functions' variables with address and factor filled in. */
export function variablesFor({ environment, factor }: StandIn, url: string | null): Readonly<Record<string, string>> {
  const filled = Object.entries(environment).map(([name, value]) => [
    name,
    value.replaceAll('{factor}', String(factor)).replaceAll('{url}', url ?? ''),
  ]);
  return Object.fromEntries(filled);
}

/** Those that a function needs, in the order written. */
export function standInsFor(name: string, standIns: readonly StandIn[]): readonly StandIn[] {
  return standIns.filter(({ functions }) => functions === null || functions.includes(name));
}

/** Whether an http address is on this machine. */
export function isLoopback(url: string): boolean {
  return /^https?:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?([/?#]|$)/i.test(url);
}
