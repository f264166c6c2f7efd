/** Formats that hold logs but cannot be read here, and data that is no text at all: named, with what to do instead. */

/** A format by its first bytes. */
export interface ForeignFormat {
  readonly shape: string;
  readonly why: string;
}

const MAGIC: readonly (readonly [readonly number[], string, string])[] = [
  [
    [0x50, 0x41, 0x52, 0x31],
    'parquet',
    'a Parquet file (Firehose format conversion): export it as text first, for example with Athena',
  ],
  [
    [0x4f, 0x52, 0x43],
    'orc',
    'an ORC file (Firehose format conversion): export it as text first, for example with Athena',
  ],
  [[0x1f, 0x8b], 'gzip', 'gzip packed more than three times: unpack it first'],
  [[0x50, 0x4b, 0x03, 0x04], 'zip', 'a ZIP archive: unpack it and give the files in it'],
  [[0x50, 0x4b, 0x05, 0x06], 'zip', 'an empty ZIP archive'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'zstd', 'zstd data: unpack it with `zstd -d`'],
  [[0x42, 0x5a, 0x68], 'bzip2', 'bzip2 data: unpack it with `bunzip2`'],
  [[0xfd, 0x37, 0x7a, 0x58, 0x5a], 'xz', 'xz data: unpack it with `unxz`'],
  [[0xff, 0x06, 0x00, 0x00, 0x73, 0x4e], 'snappy', 'Snappy data (Firehose compression): set GZIP, or unpack it first'],
  [
    [0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59],
    'snappy',
    'Snappy data (Firehose compression): set GZIP, or unpack it first',
  ],
  [[0x37, 0x7a, 0xbc, 0xaf], '7z', 'a 7-Zip archive: unpack it and give the files in it'],
  [[0x4f, 0x62, 0x6a, 0x01], 'avro', 'an Avro file: export it as text first'],
];
/** Share of control bytes above which data is no text; text of any language has next to none. */
const MOST_CONTROL = 0.02;
/** Control characters but white space and escape; each is one byte, in text of any language and in what is none. */
const CONTROL = /[\0-\x07\x0e-\x1a\x1c-\x1f]/g;

/** The foreign format of these first bytes, or null: it may be text. `text` is the same as text. */
export function foreignFormat(head: Uint8Array, text: string): ForeignFormat | null {
  for (const [magic, shape, why] of MAGIC) {
    if (magic.every((byte, i) => head[i] === byte)) return { shape, why };
  }
  if (text.startsWith('PK')) return null;
  if (/^\uFEFF?<(?:!doctype html|html|\?xml)/i.test(text)) {
    return { shape: 'markup', why: 'an HTML or XML page, not a log: download the log itself' };
  }
  if (/^(?:events:\s*\n|- eventId:)/.test(text)) {
    return { shape: 'yaml', why: 'YAML of the AWS CLI: run the command again with --output json' };
  }
  if (/^-{10,}\n\|\s+(?:Filter|Get)LogEvents/.test(text)) {
    return {
      shape: 'cli-table',
      why: 'a table of the AWS CLI, whose cells are cut: run the command again with --output json',
    };
  }
  const control = text.match(CONTROL)?.length ?? 0;
  return control / Math.max(1, head.length) > MOST_CONTROL ? { shape: 'binary', why: 'binary data, not a log' } : null;
}
