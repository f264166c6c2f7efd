/** The files of samples/: which function in which shape. */
import { POETRY, THUMBNAIL, YOUTUBE } from './functions.ts';
import { eventsOf, type LogEvent } from './messages.ts';
import { filterLogEvents, firehose, insightsCsv, s3Export, tail } from './shapes.ts';
import { FIRST_DAY_MS, simulate } from './world.ts';

/** Path below samples/ to content before packing; paths that end in `.gz` are gzip. */
export function sampleFiles(): Map<string, string> {
  return new Map([...poetry(), ...youTube(), ...thumbnail()]);
}

const DAY_MS = 86_400_000;

/** Nine days with the AWS CLI as JSON, five days of `aws logs tail … --filter-pattern REPORT`. */
function poetry(): [string, string][] {
  const calls = simulate(POETRY, 11);
  const change = FIRST_DAY_MS + 9 * DAY_MS;
  return [
    ['Poetry-2026-11-02.json.gz', filterLogEvents(eventsOf(POETRY, calls, false).filter(isBefore(change)))],
    ['Poetry-2026-11-11.log', tail(eventsOf(POETRY, calls, true).filter((event) => !isBefore(change)(event)))],
  ];
}

/** An export task to S3. */
function youTube(): Map<string, string> {
  return s3Export('YouTube', eventsOf(YOUTUBE, simulate(YOUTUBE, 35), false));
}

/** A subscription through Firehose, the last two days out of the Insights console, half a day in both. */
function thumbnail(): [string, string][] {
  const events = eventsOf(THUMBNAIL, simulate(THUMBNAIL, 5), true);
  const csvFrom = FIRST_DAY_MS + 12 * DAY_MS;
  const firehoseTo = csvFrom + DAY_MS / 2;
  const group = '/aws/lambda/Thumbnail';
  return [
    ['firehose/memfit-logs-1-2026-11-02.gz', firehose(group, events.filter(isBefore(firehoseTo)))],
    [
      'Thumbnail-insights.csv',
      insightsCsv(
        group,
        events.filter((event) => !isBefore(csvFrom)(event)),
      ),
    ],
  ];
}

function isBefore(timeMs: number): (event: LogEvent) => boolean {
  return (event) => event.timeMs < timeMs;
}
