import { describe, expect, it } from 'vitest';
import type { EventContext } from '../../../../src/core/logs/event-sink.ts';
import { readTexts, type TextInput, UNKNOWN } from '../../logs/reading.ts';

const stream = (letter: string): string => `2026/10/01/[$LATEST]${letter.repeat(32)}`;
const report = (id: number): string =>
  `REPORT RequestId: 00000000-0000-4000-8000-00000000000${id}\tDuration: ${id}00.50 ms\tBilled Duration: ${id}01 ms\tMemory Size: 512 MB\tMax Memory Used: 10${id} MB\t\n`;
const tail = (letter: string, message: string): string =>
  `2026-10-01T00:00:00.000000+00:00 ${stream(letter)} ${message.trimEnd()}\n`;
const jsonReport = (id: number): string =>
  JSON.stringify({
    time: `2026-10-01T00:00:0${id}.000Z`,
    type: 'platform.report',
    record: {
      requestId: `r${id}`,
      status: 'success',
      metrics: { durationMs: id, billedDurationMs: id, memorySizeMB: 512, maxMemoryUsedMB: 100 + id },
    },
  });
const init = (functionName: string): string =>
  JSON.stringify({
    time: '2026-10-01T00:00:00.000Z',
    type: 'platform.initStart',
    record: { functionName, phase: 'init' },
  });
const insights = (id: number, name = 'pay'): string =>
  `${JSON.stringify({ function_name: name, request_id: `00000000-0000-4000-8000-00000000000${id}`, cpu_total_time: 80, total_memory: 512 })}\n`;
const within = (logGroup: string, account: string | null = null): EventContext => ({ ...UNKNOWN, logGroup, account });

/** Name, account, and per size: size, invocations, environments, invocations with CPU time. */
function functionsOf(...inputs: TextInput[]): unknown[] {
  return readTexts(inputs.map((input, i) => ({ file: `${i}.log`, ...input }))).collected.functions.map((one) => [
    one.ref.name,
    one.ref.account,
    ...one.sizes.map((size) => [size.sizeMB, size.invocations, size.environments?.count ?? null, size.cpuMs?.n ?? 0]),
  ]);
}

describe('one function under several references', () => {
  it('takes the name that only some environments tell for all of an input', () => {
    const early = [tail('a', init('pay')), tail('a', jsonReport(1)), tail('b', jsonReport(2))].join('');
    const late = [tail('b', jsonReport(2)), tail('a', jsonReport(3)), tail('a', init('pay')), tail('a', jsonReport(1))];
    expect(functionsOf({ text: early })).toEqual([['pay', null, [512, 2, 2, 0]]]);
    expect(functionsOf({ text: late.join('') })).toEqual([['pay', null, [512, 3, 2, 0]]]);
  });

  it('leaves environments without a name alone where several functions write', () => {
    const text = [tail('a', init('pay')), tail('a', jsonReport(1)), tail('b', init('ship')), tail('b', jsonReport(2))];
    expect(functionsOf({ text: [...text, tail('c', jsonReport(3))].join('') })).toEqual([
      ['0.log', null, [512, 1, 1, 0]],
      ['pay', null, [512, 1, 1, 0]],
      ['ship', null, [512, 1, 1, 0]],
    ]);
  });

  it.each([
    ['in one text', [{ text: report(1) + insights(1) + report(2) + insights(2) }]],
    [
      'behind the reports, in a group of its own',
      [
        { text: report(1) + report(2), context: within('/aws/lambda/pay', '111122223333') },
        { text: insights(1) + insights(2), context: within('/aws/lambda-insights', '111122223333') },
      ],
    ],
    [
      'before the reports, without the account',
      [
        { text: insights(1) + insights(2), context: within('/aws/lambda-insights') },
        { text: report(1) + report(2), context: within('/aws/lambda/pay', '111122223333') },
      ],
    ],
  ] as [string, TextInput[]][])('gives the CPU time of Lambda Insights to the function: %s', (_, inputs) => {
    const account = inputs.length > 1 ? '111122223333' : null;
    expect(functionsOf(...inputs)).toEqual([['pay', account, [512, 2, null, 2]]]);
  });

  it('gives CPU time to neither of two functions that could be meant', () => {
    const inputs = [
      { text: report(1), context: within('/aws/lambda/pay', '111122223333') },
      { text: report(2), context: within('/aws/lambda/pay', '444455556666') },
      { text: insights(1), context: within('/aws/lambda-insights') },
    ];
    const [, ...others] = functionsOf(...inputs).sort();
    expect(others).toHaveLength(2);
    expect(functionsOf(...inputs).filter((one) => JSON.stringify(one).includes('[512,1,null,0]'))).toHaveLength(2);
  });

  it('joins an export without the account to the one with it, in any order', () => {
    const inputs = [
      { text: report(1), context: within('/aws/lambda/pay') },
      { text: report(2), context: within('/aws/lambda/pay', '111122223333') },
    ];
    for (const order of [inputs, inputs.toReversed()])
      expect(functionsOf(...order)).toEqual([['pay', '111122223333', [512, 2, null, 0]]]);
  });
});
