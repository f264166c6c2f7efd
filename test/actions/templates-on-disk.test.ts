import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ApplyPorts, apply, undo } from '../../src/actions/apply.ts';
import { checkPlan } from '../../src/actions/check-plan.ts';
import { readHistory } from '../../src/actions/history.ts';
import { list } from '../../src/actions/list.ts';
import { type PlanRequest, plan } from '../../src/actions/plan.ts';
import type { Workspace } from '../../src/contracts/workspace.ts';
import { NO_OPTIONS } from '../../src/core/templates/project-files.ts';
import type { Notice } from '../../src/model/notice.ts';
import { fileWorkspace } from '../../src/stores/file-workspace.ts';
import { git } from '../../src/stores/git.ts';
import { projectTree } from '../../src/stores/project-tree.ts';

const TEMPLATE =
  '\uFEFFTransform: AWS::Serverless-2016-10-31\r\nResources:\r\n  Fn:\r\n    Type: AWS::Serverless::Function\r\n    Properties:\r\n      MemorySize: 512 # ok\r\n      Mode: 0755\r\n';

function folder(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'memfit-plan-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const clock = { now: () => Date.UTC(2026, 10, 24), localOffsetMinutes: () => 0 };

async function ports(root: string, more: Partial<ApplyPorts> = {}) {
  const shown: string[] = [];
  const notices: Notice[] = [];
  const listener = { notice: (one: Notice) => notices.push(one), progress: () => {}, confirm: async () => true };
  const base: ApplyPorts = {
    workspace: await fileWorkspace(root),
    tree: await projectTree(root),
    versionControl: git(root),
    listener,
    clock,
    show: (diff) => shown.push(diff),
    ...more,
  };
  return { ...base, shown, notices };
}

const request = (set: PlanRequest['set'], more: Partial<PlanRequest> = {}): PlanRequest => ({
  templates: null,
  options: NO_OPTIONS,
  set,
  advised: [],
  runId: null,
  functions: {},
  ...more,
});

describe('plan, apply and undo on a disk', () => {
  test('apply writes the value and nothing else, says so before, and undo gives every byte back', async () => {
    const root = folder({ 'template.yaml': TEMPLATE });
    const at = await ports(root);
    const { plan: made } = await plan(request([{ function: 'Fn', sizeMB: 1024 }]), at);
    expect(await apply(made, at)).toMatchObject({ outcome: 'applied', files: ['template.yaml'] });
    expect(at.shown[0]).toContain('+      MemorySize: 1024 # ok\r\n');
    expect(readFileSync(join(root, 'template.yaml'), 'utf8')).toBe(TEMPLATE.replace('512', '1024'));
    const again = await plan(request([{ function: 'Fn', sizeMB: 1024 }]), at);
    expect(again.differs).toBe(false);
    expect(await undo(null, at)).toMatchObject({ outcome: 'undone', plan: made.id });
    expect(readFileSync(join(root, 'template.yaml'), 'utf8')).toBe(TEMPLATE);
    expect(
      (await readHistory(at.workspace)).map(({ kind, function: name, fromMB, toMB }) => [kind, name, fromMB, toMB]),
    ).toEqual([
      ['apply', 'Fn', 512, 1024],
      ['undo', 'Fn', 1024, 512],
    ]);
    await expect(undo(null, at)).rejects.toMatchObject({ code: 'nothing-to-undo' });
  });

  test('a file that changed since the plan is left alone, at apply and at undo', async () => {
    const root = folder({ 'template.yaml': TEMPLATE });
    const at = await ports(root);
    const { plan: made } = await plan(request([{ function: 'Fn', sizeMB: 1024 }]), at);
    writeFileSync(join(root, 'template.yaml'), `${TEMPLATE}# more\r\n`);
    await expect(apply(made, at)).rejects.toMatchObject({ code: 'plan-outdated', detail: { where: 'template.yaml' } });
    const { plan: next } = await plan(request([{ function: 'Fn', sizeMB: 1024 }]), at);
    await apply(next, at);
    writeFileSync(join(root, 'template.yaml'), 'other');
    await expect(undo(null, at)).rejects.toMatchObject({ code: 'file-changed' });
    expect(readFileSync(join(root, 'template.yaml'), 'utf8')).toBe('other');
  });

  test('a file that changes between question and writing stops everything', async () => {
    const root = folder({ 'template.yaml': TEMPLATE });
    const listener = {
      notice: () => {},
      progress: () => {},
      confirm: async () => {
        writeFileSync(join(root, 'template.yaml'), 'meanwhile');
        return true;
      },
    };
    const at = await ports(root, { listener });
    const { plan: made } = await plan(request([{ function: 'Fn', sizeMB: 1024 }]), at);
    await expect(apply(made, at)).rejects.toMatchObject({ code: 'file-changed' });
    expect(readFileSync(join(root, 'template.yaml'), 'utf8')).toBe('meanwhile');
  });

  test('when the second of two files cannot be written the first is put back', async () => {
    const root = folder({ 'a/template.yaml': TEMPLATE, 'b/template.yaml': TEMPLATE });
    const disk = await fileWorkspace(root);
    const full: Workspace = {
      ...disk,
      writeText: (path, text, mode) =>
        path === 'b/template.yaml'
          ? Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }))
          : disk.writeText(path, text, mode),
    };
    const at = await ports(root, { workspace: full });
    const set = ['a', 'b'].map((one) => ({ function: `${one}/template.yaml#Fn`, sizeMB: 1024 }));
    const { plan: made } = await plan(request(set), at);
    await expect(apply(made, at)).rejects.toThrow('no space');
    for (const one of ['a', 'b']) expect(readFileSync(join(root, one, 'template.yaml'), 'utf8')).toBe(TEMPLATE);
    expect(await readHistory(disk)).toEqual([]);
  });

  test('a read-only file, a plan that was declined, and a plan of a stranger change nothing', async () => {
    const root = folder({ 'template.yaml': TEMPLATE });
    const at = await ports(root);
    const { plan: made } = await plan(request([{ function: 'Fn', sizeMB: 1024 }]), at);
    chmodSync(join(root, 'template.yaml'), 0o444);
    await expect(apply(made, at)).rejects.toMatchObject({ code: 'read-only-file' });
    chmodSync(join(root, 'template.yaml'), 0o644);
    const no = await ports(root, { listener: { notice: () => {}, progress: () => {}, confirm: async () => false } });
    expect(await apply(made, no)).toMatchObject({ outcome: 'declined' });
    const edits = made.edits.map((one) => ({ ...one, file: '../elsewhere.yaml' }));
    await expect(apply({ ...made, edits }, at)).rejects.toMatchObject({ code: 'outside-workspace' });
    const shifted = made.edits.map((one) => ({ ...one, start: 0, end: 3 }));
    await expect(apply({ ...made, edits: shifted }, at)).rejects.toMatchObject({ code: 'plan-outdated' });
    expect(readFileSync(join(root, 'template.yaml'), 'utf8')).toBe(TEMPLATE);
  });

  test('a file with changes that are not committed is named before the question', async () => {
    const root = folder({ 'sub/template.yaml': TEMPLATE });
    execFileSync('git', ['init', '-q', root]);
    execFileSync('git', ['-C', root, 'add', '.']);
    execFileSync('git', ['-C', root, '-c', 'user.name=t', '-c', 'user.email=t@t', 'commit', '-q', '-m', 'x']);
    const at = await ports(root);
    const { plan: made } = await plan(request([{ function: 'Fn', sizeMB: 1024 }]), at);
    await apply(made, at);
    expect(at.notices).toEqual([]);
    const { plan: next } = await plan(request([{ function: 'Fn', sizeMB: 256 }]), at);
    await apply(next, at);
    expect(at.notices).toMatchObject([
      { code: 'dirty-file', text: 'sub/template.yaml has changes that are not committed' },
    ]);
  });
});

describe('finding templates on a disk', () => {
  test('packages, build results and links out of the project are not read', async () => {
    const outside = folder({ 'template.yaml': TEMPLATE });
    const copies = ['node_modules/x', '.aws-sam/build', 'cdk.out', '.serverless', '.terraform/modules/m'].map((one) => [
      `${one}/template.yaml`,
      TEMPLATE,
    ]);
    const root = folder({ ...Object.fromEntries(copies), 'app/template.yaml': TEMPLATE });
    symlinkSync(join(outside, 'template.yaml'), join(root, 'linked.yaml'));
    symlinkSync(outside, join(root, 'linked'));
    const { rows, problems } = await list(
      { templates: null, options: NO_OPTIONS, seen: [], functions: {} },
      { tree: await projectTree(root) },
    );
    expect(rows.map((row) => row.function.place.file)).toEqual(['app/template.yaml']);
    expect(problems).toMatchObject([{ code: 'outside-workspace', place: { file: 'linked.yaml' } }]);
  });

  test('a link to a file of the project shows its functions once, and the file is edited where it lies', async () => {
    const root = folder({ 'app/template.yaml': TEMPLATE });
    symlinkSync('app/template.yaml', join(root, 'template.yaml'));
    const at = await ports(root);
    const { plan: made } = await plan(request([{ function: 'Fn', sizeMB: 1024 }]), at);
    expect(made.edits.map(({ file }) => file)).toEqual(['app/template.yaml']);
  });

  test('a file that cannot be read is named, and the others are still read', async () => {
    const root = folder({ 'a/template.yaml': TEMPLATE, 'b/template.yaml': TEMPLATE });
    const disk = await projectTree(root);
    const tree: typeof disk = {
      ...disk,
      read: async (path, most) => (path.startsWith('a/') ? { kind: 'unreadable' } : disk.read(path, most)),
    };
    const { rows, problems } = await list({ templates: null, options: NO_OPTIONS, seen: [], functions: {} }, { tree });
    expect(rows.map((row) => row.function.place.file)).toEqual(['b/template.yaml']);
    expect(problems).toMatchObject([{ code: 'unreadable-file', place: { file: 'a/template.yaml' } }]);
  });

  test('files that a template refers to are loaded when they are asked for', async () => {
    const root = folder({
      'serverless.yml': `service: s\nprovider: { name: aws }\nfunctions: \${file(deep/functions.yml)}\n`,
      'deep/functions.yml': `a: { handler: x, memorySize: "\${file(deep/sizes.json):a}" }\n`,
      'deep/sizes.json': '{ "a": 384 }\n',
    });
    const { rows } = await list(
      { templates: null, options: NO_OPTIONS, seen: [], functions: {} },
      { tree: await projectTree(root) },
    );
    expect(rows.map((row) => [row.function.id, row.function.sizeMB])).toEqual([['a', 384]]);
  });

  test('a file of 50 MB is refused by name and passed over otherwise, unless it is called a template; an alias bomb is read at once', async () => {
    const bomb = `a: &a [x]\n${Array.from({ length: 20 }, (_, i) => `b${i}: &b${i} [${Array.from({ length: 9 }, () => (i === 0 ? '*a' : `*b${i - 1}`)).join(', ')}]`).join('\n')}\n`;
    const root = folder({
      'bomb.yaml': bomb + TEMPLATE.slice(1).replaceAll('\r', ''),
      'huge.yaml': `# ${'x'.repeat(50 * 1_048_576)}`,
      'big/template.yaml': `# ${'x'.repeat(9 * 1_048_576)}`,
    });
    const tree = await projectTree(root);
    const all = await list({ templates: null, options: NO_OPTIONS, seen: [], functions: {} }, { tree });
    expect(all.rows.map((row) => row.function.id)).toEqual(['Fn']);
    expect(all.problems).toMatchObject([{ code: 'file-too-large', place: { file: 'big/template.yaml' } }]);
    const named = await list(
      { templates: ['huge.yaml', 'gone.yaml'], options: NO_OPTIONS, seen: [], functions: {} },
      { tree },
    );
    expect(named.problems.map(({ code, place }) => [code, place.file]).sort()).toEqual([
      ['file-too-large', 'huge.yaml'],
      ['no-such-file', 'gone.yaml'],
    ]);
  });
});

describe('advice joined with templates', () => {
  const advised = (name: string, logGroup: string | null = null) => [
    { name, logGroup, fromMB: 512, toMB: 256, evidence: 'saves $1.00 a month' },
  ];

  test('a made-up name of CloudFormation joins its logical id; a name that only looks alike does not', async () => {
    const at = await ports(folder({ 'template.yaml': TEMPLATE }));
    const joined = await plan(request([], { advised: advised('shop-Fn-AbCdEf123456') }), at);
    expect(joined.plan.edits).toMatchObject([
      { function: 'Fn', fromMB: 512, toMB: 256, evidence: 'saves $1.00 a month' },
    ]);
    const alike = await plan(request([], { advised: advised('my-Fn-handler-x') }), at);
    expect(alike.plan.edits).toEqual([]);
    expect(alike.unjoined).toEqual([{ name: 'my-Fn-handler-x', candidates: [] }]);
  });

  test('a pin is kept', async () => {
    const at = await ports(folder({ 'template.yaml': TEMPLATE }));
    const pinned = {
      goal: null,
      floorMB: null,
      minMB: null,
      maxMB: null,
      pinMB: 512,
      ignore: [],
      policy: [],
      invocationsPerMonth: null,
      logGroup: '/mine',
      owner: null,
      architecture: null,
      region: null,
      ephemeralMB: null,
      provisionedConcurrency: null,
    };
    const { plan: made } = await plan(
      request([], { advised: advised('whatever', '/mine'), functions: { Fn: pinned } }),
      at,
    );
    expect(made.edits).toEqual([]);
    expect(made.refused).toMatchObject([{ function: 'Fn', code: 'pinned', file: 'template.yaml' }]);
  });
});

describe('a plan from a stranger', () => {
  const all = { templates: null, options: NO_OPTIONS };
  const made = async (files: Readonly<Record<string, string>>, set: PlanRequest['set']) => {
    const at = await ports(folder(files));
    return { at, plan: (await plan(request(set), at)).plan };
  };

  test('is carried out when every edit is one that memfit makes itself', async () => {
    const files = {
      'template.yaml': TEMPLATE,
      'main.tf': 'resource "aws_lambda_function" "a" {\n  function_name = "a"\n}\n',
      'serverless.yml': `service: s\nprovider: { name: aws, memorySize: 512 }\nfunctions:\n  f:\n    handler: x\n  g:\n    handler: y\n`,
    };
    const set = ['Fn', 'aws_lambda_function.a', 'f'].map((one) => ({ function: one, sizeMB: 1024 }));
    const { at, plan: own } = await made(files, set);
    expect(own.edits).toHaveLength(3);
    await expect(checkPlan(own, all, at.tree)).resolves.toBeUndefined();
  });

  test('is refused when an edit changes anything but a size', async () => {
    const inline = `${TEMPLATE}  Other:\r\n    Type: AWS::Serverless::Function\r\n    Properties:\r\n      Handler: a.b\r\n`;
    const { at, plan: own } = await made({ 'template.yaml': inline }, [{ function: 'Fn', sizeMB: 1024 }]);
    const [edit] = own.edits;
    const handler = inline.indexOf('a.b');
    const strange = [
      { new: '1024 # evil\r\n      Role: arn:aws:iam::1:role/admin' },
      { start: handler, end: handler + 3, old: 'a.b', new: '1024' },
      { function: 'Other' },
      { function: 'Nobody' },
      { new: '64', toMB: 64 },
      { new: '99999', toMB: 99_999 },
      { new: '2048' },
      { fromMB: 3008 },
      { file: '../template.yaml' },
      { file: '/etc/passwd' },
    ];
    for (const one of strange) {
      const plan = { ...own, edits: [{ ...edit!, ...one }] };
      await expect(checkPlan(plan, all, at.tree), JSON.stringify(one)).rejects.toMatchObject({ code: 'strange-plan' });
    }
  });

  test('a link that leads out of the project is no template of it', async () => {
    const outside = folder({ 'template.yaml': TEMPLATE });
    const root = folder({});
    symlinkSync(join(outside, 'template.yaml'), join(root, 'template.yaml'));
    const there = await ports(outside);
    const { plan: own } = await plan(request([{ function: 'Fn', sizeMB: 1024 }]), there);
    const at = await ports(root);
    await expect(checkPlan(own, all, at.tree)).rejects.toMatchObject({ code: 'strange-plan' });
    await expect(apply(own, at)).rejects.toMatchObject({ code: 'outside-workspace' });
  });
});
