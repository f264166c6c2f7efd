/** Writes log events in the shapes people export them in. */
import type { LogEvent } from './messages.ts';

/** The made-up account of AWS's own examples. */
export const ACCOUNT = '123456789012';
/** The task id of an S3 export. */
const EXPORT_TASK = '6b7d2f0e-8a41-4c39-9e55-2d1f0c3b7a68';

/** `aws logs filter-log-events` with JSON output. */
export function filterLogEvents(events: readonly LogEvent[]): string {
  const list = events.map((event, i) => ({
    logStreamName: event.stream,
    timestamp: event.timeMs,
    message: event.message,
    ingestionTime: event.timeMs + 4_000,
    eventId: eventId(event.timeMs, i),
  }));
  return `${JSON.stringify({ events: list, searchedLogStreams: [] }, null, 4)}\n`;
}

/** `aws logs tail` in its default format. */
export function tail(events: readonly LogEvent[]): string {
  return events
    .map((event) => `${iso(event.timeMs).replace('Z', '000+00:00')} ${event.stream} ${event.message.trimEnd()}\n`)
    .join('');
}

/** An S3 export task: path below the prefix to content, one object a stream, and the test object. */
export function s3Export(prefix: string, events: readonly LogEvent[]): Map<string, string> {
  const objects = new Map<string, string>([[`${prefix}/aws-logs-write-test`, 'Permission Check Successful']]);
  for (const event of events) {
    const path = `${prefix}/${EXPORT_TASK}/${event.stream.replaceAll('/', '-')}/000000.gz`;
    objects.set(path, `${objects.get(path) ?? ''}${iso(event.timeMs)} ${event.message}`);
  }
  return objects;
}

/** Subscription documents back to back, as Firehose puts them into S3, with its control message in front. */
export function firehose(logGroup: string, events: readonly LogEvent[]): string {
  const control = document('', '', 'CONTROL_MESSAGE', [
    {
      id: '',
      timestamp: events[0]?.timeMs ?? 0,
      message: 'CWL CONTROL MESSAGE: Checking health of destination Firehose.',
    },
  ]);
  const documents: string[] = [control];
  for (let from = 0; from < events.length; ) {
    const stream = events[from]?.stream ?? '';
    let to = from;
    while (to < events.length && events[to]?.stream === stream) to++;
    const list = events.slice(from, to).map((event, i) => ({
      id: eventId(event.timeMs, from + i),
      timestamp: event.timeMs,
      message: event.message,
    }));
    documents.push(document(logGroup, stream, 'DATA_MESSAGE', list));
    from = to;
  }
  return documents.join('');
}

function document(logGroup: string, logStream: string, messageType: string, logEvents: readonly object[]): string {
  const owner = messageType === 'CONTROL_MESSAGE' ? 'CloudwatchLogs' : ACCOUNT;
  return JSON.stringify({ messageType, owner, logGroup, logStream, subscriptionFilters: ['to-s3'], logEvents });
}

/** The Logs Insights console's CSV. */
export function insightsCsv(logGroup: string, events: readonly LogEvent[]): string {
  const rows = events.map((event) => {
    const time = iso(event.timeMs).replace('T', ' ').replace('Z', '');
    return `${time},${ACCOUNT}:${logGroup},${event.stream},"${event.message.replaceAll('"', '""')}"\n`;
  });
  return `@timestamp,@log,@logStream,@message\n${rows.join('')}`;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** 56 digits that grow with time, as CloudWatch's do. */
function eventId(timeMs: number, i: number): string {
  return `39${String(timeMs).padStart(16, '0')}${String(i).padStart(38, '0')}`;
}
