import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { StandInHouse } from '../../../../src/contracts/stand-ins.ts';
import { openStandInHouse } from '../../../../src/engines/local/stand-ins/house.ts';
import type { OutsideError } from '../../../../src/model/errors.ts';
import type { StandIn } from '../../../../src/model/stand-in.ts';
import { lives, newFolder, server, standIn } from './standing-in.ts';

const open: StandInHouse[] = [];

async function house(folder: string, temporary = newFolder()): Promise<StandInHouse> {
  const opened = await openStandInHouse(folder, { temporary });
  open.push(opened);
  return opened;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function seen(url: string | null): Promise<{ pid: number; env: Record<string, string> }> {
  return (await (await fetch(url ?? '')).json()) as { pid: number; env: Record<string, string> };
}

/** The error that starting ends in. */
async function refusal(folder: string, given: StandIn): Promise<OutsideError> {
  const opened = await house(folder);
  return opened.start(given).then(
    () => expect.fail('it started'),
    (error) => error as OutsideError,
  );
}

function told({ code, message, detail }: OutsideError): string {
  return [code, message, detail.why, detail.next].join('\n');
}

describe('a stand-in', () => {
  it('is started once for all who need it, and ends with the house', async () => {
    const [folder, temporary] = [newFolder(), newFolder()];
    const opened = await house(folder, temporary);
    const one = standIn(folder, server());
    const [first, second] = await Promise.all([opened.start(one), opened.start(one)]);
    expect(second.url).toBe(first.url);
    const { pid } = await seen(first.url);
    await opened.close();
    expect(lives(pid)).toBe(false);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("sees nothing of the caller's environment but PATH, and no credentials", async () => {
    process.env.AWS_SECRET_ACCESS_KEY = 'secret';
    process.env.GITHUB_TOKEN = 'secret';
    const folder = newFolder();
    const { env } = await seen((await (await house(folder)).start(standIn(folder, server()))).url);
    delete process.env.AWS_SECRET_ACCESS_KEY;
    delete process.env.GITHUB_TOKEN;
    expect(Object.keys(env).sort()).toEqual(
      [
        'AWS_CONFIG_FILE',
        'AWS_EC2_METADATA_DISABLED',
        'AWS_SHARED_CREDENTIALS_FILE',
        'HOME',
        'LANG',
        'PATH',
        'TMPDIR',
      ].sort(),
    );
    expect(env.HOME).not.toBe(process.env.HOME);
  });

  it('is given its factor as an argument of its own, and no shell reads the command', async () => {
    const folder = newFolder();
    const command = ['node', 'api.cjs', '{factor}', '$HOME; touch x', '*'];
    const program =
      'setInterval(() => {}, 1e6); console.log("ready http://127.0.0.1:1?" + JSON.stringify(process.argv.slice(2)).replaceAll(" ", "_"))';
    const { url } = await (await house(folder)).start({ ...standIn(folder, program), command, factor: 0.25 });
    expect(url).toBe('http://127.0.0.1:1?["0.25","$HOME;_touch_x","*"]');
    expect(readdirSync(folder)).toEqual(['api.cjs']);
  });

  it('is ready when its address answers, or its port is open', async () => {
    const folder = newFolder();
    const port = await freePort();
    const opened = await house(folder);
    const quiet = `require('node:http').createServer((_, a) => a.end()).listen(${port}, '127.0.0.1')`;
    const byPort = standIn(folder, quiet, { ready: { kind: 'port', port, timeoutMs: 10_000 } });
    expect((await opened.start(byPort)).url).toBe(`http://127.0.0.1:${port}`);
    await opened.close();
    const url = `http://127.0.0.1:${port}/health`;
    const byUrl = standIn(folder, quiet, { ready: { kind: 'url', url, timeoutMs: 10_000 } });
    expect((await (await house(folder)).start(byUrl)).url).toBe(`http://127.0.0.1:${port}`);
  });

  it('may print a port, and as much as it likes', async () => {
    const folder = newFolder();
    const flood = 'for (let i = 0; i < 20000; i++) console.log("x".repeat(1000));';
    const ready = { kind: 'line', pattern: '^ready http://127.0.0.1:(\\d+)$', timeoutMs: 20_000 } as const;
    const { url } = await (await house(folder)).start(standIn(folder, server(flood, flood), { ready }));
    expect((await seen(url)).pid).toBeGreaterThan(0);
  });

  it('takes its whole process group with it, and what left the group', async () => {
    const folder = newFolder();
    const child = (detached: boolean) =>
      `require('node:child_process').spawn(process.execPath, ['-e', 'process.on("SIGTERM",()=>{}); setInterval(()=>{}, 1e6)'], { stdio: 'ignore', detached: ${detached} }).pid`;
    const program = `const pids = [${child(false)}, ${child(true)}];
      console.log('ready http://127.0.0.1:1?' + pids.join(',')); setInterval(() => {}, 1e6)`;
    const opened = await house(folder);
    const { url } = await opened.start(standIn(folder, program));
    const pids = (url ?? '').split('?')[1]?.split(',').map(Number) ?? [];
    expect(pids.map(lives)).toEqual([true, true]);
    await opened.close();
    expect(pids.map(lives)).toEqual([false, false]);
  });

  it('that ends while it is needed is told, with what it printed', async () => {
    const folder = newFolder();
    const opened = await house(folder);
    const dies = server('', 'process.stdin; setTimeout(() => { console.error("out of luck"); process.exit(3) }, 50)');
    await opened.start(standIn(folder, dies));
    const error = await opened.lost;
    expect(told(error)).toContain('services.api: ended while it was needed (exit code 3)');
    expect(told(error)).toContain('out of luck');
  });
});

describe('what goes wrong is said with what to do', () => {
  it('where there is no such program', async () => {
    const folder = newFolder();
    const error = await refusal(folder, standIn(folder, '', { command: ['memfit-no-such-program'] }));
    expect(told(error)).toContain('command-missing');
    expect(told(error)).toContain('memfit.config.yaml:2:3: services.api: there is no program memfit-no-such-program');
    expect(told(await refusal(folder, standIn(folder, '', { command: ['./here.sh'] })))).toContain(
      'a path counts from',
    );
  });

  it('where it ends before it is ready', async () => {
    const folder = newFolder();
    const error = await refusal(folder, standIn(folder, 'console.error("no database"); process.exit(7)'));
    expect(told(error)).toContain('ended before it was ready (exit code 7)');
    expect(told(error)).toContain('no database');
  });

  it('where it is not ready in time', async () => {
    const folder = newFolder();
    const ready = { kind: 'line', pattern: '^never$', timeoutMs: 300 } as const;
    const error = await refusal(folder, standIn(folder, server(), { ready }));
    expect(told(error)).toContain('not ready after 0.3 s: no line matched ^never$');
    expect(told(error)).toContain('ready http://127.0.0.1');
  });

  it('where its port is taken', async () => {
    const folder = newFolder();
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const byLine = { ...standIn(folder, server()), command: ['node', 'api.cjs', String(port)] };
    expect((await refusal(folder, byLine)).code).toBe('port-in-use');
    const ready = { kind: 'port', port, timeoutMs: 1_000 } as const;
    const error = await refusal(folder, standIn(folder, server(), { ready }));
    expect(told(error)).toContain(`port ${port} is in use already`);
    other.close();
  });

  it('where others could reach it', async () => {
    const folder = newFolder();
    const error = await refusal(folder, standIn(folder, server('', '', '0.0.0.0')));
    expect(error.code).toBe('stand-in-not-local');
    expect(error.message).toContain('it listens on 0.0.0.0:');
    const away = 'console.log("ready http://example.org:80"); setInterval(() => {}, 1e6)';
    expect((await refusal(folder, standIn(folder, away))).message).toContain('is not on this machine');
  });
});

async function freePort(): Promise<number> {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as AddressInfo;
  await new Promise((resolve) => taken.close(resolve));
  return port;
}
