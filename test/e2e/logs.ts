/** Logs made for the transcripts: the guide's three functions as `aws logs filter-log-events` exports them, always the same. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** How one function behaves. */
interface Behaviour {
  readonly name: string;
  readonly sizeMB: number;
  /** Highest memory of environment e, MB. */
  readonly needMB: (environment: number) => number;
  /** Duration of call i, ms. */
  readonly ms: (call: number) => number;
  readonly environments: number;
  readonly callsEach: number;
}

const DAY = 86_400_000;
/** 2026-10-01T00:00Z. */
const FROM = Date.UTC(2026, 9, 1);

const POETRY: Behaviour = {
  name: 'music-Poetry',
  sizeMB: 512,
  needMB: (e) => 118 + ((e * 13) % 30),
  ms: (i) => 6_000 + ((i * 7_919) % 7_000),
  environments: 60,
  callsEach: 12,
};
const YOUTUBE: Behaviour = {
  name: 'music-YouTube',
  sizeMB: 2_048,
  needMB: (e) => 1_290 + ((e * 37) % 120),
  ms: (i) => 21_000 + ((i * 6_151) % 15_000),
  environments: 60,
  callsEach: 8,
};
const THUMBNAIL: Behaviour = {
  name: 'music-Thumbnail',
  sizeMB: 128,
  needMB: (e) => 118 + ((e * 7) % 10),
  ms: (i) => 900 + ((i * 389) % 900),
  environments: 50,
  callsEach: 10,
};

/** Writes the logs below `folder`: logs/{poetry.json,youtube.json.gz,thumbnail.log,broken.gz} and empty/. */
export function writeLogs(folder: string): void {
  const logs = join(folder, 'logs');
  mkdirSync(logs, { recursive: true });
  mkdirSync(join(folder, 'empty'));
  mkdirSync(join(folder, 'damaged'));
  writeFileSync(join(logs, 'poetry.json'), exported(POETRY));
  const youtube = gzipSync(exported(YOUTUBE));
  writeFileSync(join(logs, 'youtube.json.gz'), youtube);
  writeFileSync(join(logs, 'thumbnail.json'), exported(THUMBNAIL));
  writeFileSync(join(folder, 'damaged', 'cut.json.gz'), youtube.subarray(0, youtube.length - 2_000));
  writeFileSync(join(folder, 'bare.txt'), bare(POETRY));
}

/** The guide's own pipeline: REPORT lines alone, without time, stream or name. */
export function bareReports(): string {
  return bare(POETRY);
}

function exported(behaviour: Behaviour): string {
  const { name, environments, callsEach } = behaviour;
  const events: object[] = [];
  for (let e = 0; e < environments; e++) {
    const logStreamName = `2026/10/${String(1 + (e % 14)).padStart(2, '0')}/[$LATEST]${e.toString(16).padStart(32, '0')}`;
    const begin = FROM + (e % 14) * DAY + Math.floor(e / 14) * 7_200_000;
    for (let c = 0; c < callsEach; c++) {
      const message = report(behaviour, e, c);
      events.push({
        logStreamName,
        timestamp: begin + c * 60_000,
        message,
        ingestionTime: begin,
        eventId: `${e}-${c}`,
      });
    }
  }
  return `${JSON.stringify({ logGroupName: `/aws/lambda/${name}`, events: events.map((event) => ({ ...event, logGroupName: `/aws/lambda/${name}` })), searchedLogStreams: [] }, null, 1)}\n`;
}

function bare(behaviour: Behaviour): string {
  const lines: string[] = [];
  for (let e = 0; e < behaviour.environments; e++) {
    for (let c = 0; c < behaviour.callsEach; c++) lines.push(report(behaviour, e, c));
  }
  return lines.join('');
}

function report({ name, sizeMB, needMB, ms, callsEach }: Behaviour, environment: number, call: number): string {
  const i = environment * callsEach + call;
  const duration = ms(i);
  const used = Math.min(sizeMB, needMB(environment) - Math.max(0, 5 - call));
  const id = `${i.toString(16).padStart(8, '0')}-${name.length.toString(16).padStart(4, '0')}-4000-8000-000000000000`;
  const init = call === 0 ? 'Init Duration: 412.50 ms\t' : '';
  const billed = Math.ceil(duration + (call === 0 ? 412.5 : 0));
  return `REPORT RequestId: ${id}\tDuration: ${duration.toFixed(2)} ms\tBilled Duration: ${billed} ms\tMemory Size: ${sizeMB} MB\tMax Memory Used: ${used} MB\t${init}\n`;
}
