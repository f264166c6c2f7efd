import { describe, expect, it } from 'vitest';
import { checkNames, openStage, type Staged, type StandInPorts } from '../../src/actions/stand-ins.ts';
import type { Question } from '../../src/contracts/listener.ts';
import { OutsideError, type UserError } from '../../src/model/errors.ts';
import type { Notice } from '../../src/model/notice.ts';
import type { StandIn, StandInSet } from '../../src/model/stand-in.ts';

function standIn(name: string, functions: readonly string[] | null, factor = 1): StandIn {
  return {
    name,
    command: ['node', `${name}.mjs`, '--factor', '{factor}'],
    functions,
    ready: { kind: 'line', pattern: '(.*)', timeoutMs: 1_000 },
    environment: { [`${name.toUpperCase()}_URL`]: '{url}/v1' },
    factor,
    place: 'memfit.config.yaml:2:3',
  };
}

const SET: StandInSet = {
  folder: '/project',
  file: 'memfit.config.yaml',
  standIns: [standIn('model', ['Poetry'], 0.02), standIn('media', ['Poetry', 'Thumbnail'])],
};

function staged(name: string, environment: Record<string, string> = {}): Staged {
  const spec = { name, runtime: 'nodejs22.x', handler: 'index.handler', codeFolder: '/', layers: [], environment };
  const rest = { timeoutMs: 1, architecture: 'x86_64', logFormat: 'text', logGroup: null, region: null } as const;
  return { spec: { ...spec, ...rest }, remarks: ['known'] };
}

/** Ports that write down what they are asked. */
function world(answer = true, allowed = false) {
  const happened: string[] = [];
  const asked: Question[] = [];
  const notices: Notice[] = [];
  const agreed = new Set<string>();
  let lose: (error: OutsideError) => void = () => undefined;
  const lost = new Promise<OutsideError>((resolve) => {
    lose = resolve;
  });
  const ports: StandInPorts = {
    allowed,
    async openHouse(folder) {
      happened.push(`open ${folder}`);
      return {
        lost,
        start: async (one) => {
          happened.push(`start ${one.name}`);
          return { standIn: one, url: `http://127.0.0.1:1/${one.name}` };
        },
        close: async () => void happened.push('close'),
      };
    },
    consents: {
      has: async (hash) => agreed.has(hash),
      add: async (hash) => void agreed.add(hash),
      hashOf: async ({ standIns }) => standIns.map(({ name }) => name).join(),
    },
    listener: {
      notice: (notice) => void notices.push(notice),
      progress: () => undefined,
      confirm: async (question) => {
        asked.push(question);
        return answer;
      },
    },
  };
  return { ports, happened, asked, notices, lose };
}

describe('stand-ins around measuring', () => {
  it('are asked about once, started for the function, told in its remarks, and closed', async () => {
    const { ports, happened, asked, notices } = world();
    const stage = openStage(SET, ports);
    const ready = await stage.around(staged('Poetry', { A: 'b' }), [], async (one) => one);
    expect(ready.spec.environment).toEqual({
      A: 'b',
      MODEL_URL: 'http://127.0.0.1:1/model/v1',
      MEDIA_URL: 'http://127.0.0.1:1/media/v1',
    });
    expect(ready.remarks).toEqual([
      'known',
      'stand-in model answered in place of the service; its waits are multiplied by 0.02, so absolute times are not those of the service',
      'stand-in media answered in place of the service',
    ]);
    await stage.around(staged('Thumbnail'), [], async (one) => one);
    await stage.close();
    expect(happened).toEqual(['open /project', 'start model', 'start media', 'start media', 'close']);
    expect(notices.map(({ text }) => text)).toEqual([
      'services.model runs node model.mjs --factor 0.02',
      'services.media runs node media.mjs --factor 1',
    ]);
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ default: false, consent: 'commands' });
    await openStage(SET, ports).around(staged('Poetry'), [], async () => null);
    expect(asked).toHaveLength(1);
  });

  it('do not start without consent; a flag is consent for this run', async () => {
    const no = world(false);
    const refused = await openStage(SET, no.ports)
      .around(staged('Poetry'), [], async () => expect.fail('it ran'))
      .catch((error: UserError) => error.code);
    expect([refused, no.happened]).toEqual(['no-consent', []]);
    const flag = world(false, true);
    await openStage(SET, flag.ports).around(staged('Poetry'), [], async () => null);
    expect([flag.asked, flag.happened.length]).toEqual([[], 3]);
  });

  it('are not started for functions that do not need them, nor where variables are given', async () => {
    const { ports, happened } = world();
    const stage = openStage(SET, ports);
    await stage.around(staged('Other'), [], async (one) => expect(one).toEqual(staged('Other')));
    const own = staged('Thumbnail', { MEDIA_URL: 'http://127.0.0.1:9' });
    const kept = await stage.around(own, ['MEDIA_URL'], async ({ spec }) => spec.environment);
    await stage.close();
    expect([kept, happened]).toEqual([{ MEDIA_URL: 'http://127.0.0.1:9' }, []]);
    const half = await stage.around(staged('Poetry', { MEDIA_URL: 'mine' }), ['MEDIA_URL'], async (one) => one.spec);
    expect([half.environment, happened[1]]).toEqual([
      { MEDIA_URL: 'mine', MODEL_URL: 'http://127.0.0.1:1/model/v1' },
      'start model',
    ]);
    expect(stage.variablesOf('Poetry')).toEqual(['MODEL_URL', 'MEDIA_URL']);
    expect(openStage(null, ports).variablesOf('Poetry')).toEqual([]);
  });

  it('that end stop the work that needs them', async () => {
    const { ports, lose } = world();
    const never = openStage(SET, ports).around(staged('Poetry'), [], () => {
      lose(new OutsideError('stand-in-ended', { what: 'gone' }));
      return new Promise(() => undefined);
    });
    await expect(never).rejects.toThrow('gone');
  });
});

describe('names of functions in services', () => {
  const check = (declared: readonly string[]) => {
    const { ports, notices } = world();
    checkNames(SET, declared, ports.listener);
    return notices.map(({ text }) => text);
  };

  it('that are misspelt are an error, others a warning; no template, no check', () => {
    expect(check(['Poetry', 'Thumbnail', 'More'])).toEqual([]);
    expect(check([])).toEqual([]);
    expect(() => check(['Poetrry', 'Thumbnail'])).toThrow(
      'services.model: there is no function Poetry in the template',
    );
    expect(check(['Poetry', 'Cart'])).toEqual([
      'memfit.config.yaml: services.media: there is no function Thumbnail in the template',
    ]);
  });
});
