/**
 * The few platform names that core may use although it compiles without Node's and the browser's types. Both have
 * them, with more members than are declared here; declare only what core calls. Never add a clock, randomness,
 * the environment, the network or files: those come in as values.
 */

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  readonly encoding: string;
  decode(input?: Uint8Array | ArrayBuffer, options?: { stream?: boolean }): string;
}

declare function atob(base64: string): string;

declare function btoa(bytes: string): string;

declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}
