/** A machine of paper: control groups of both versions in memory, behaving as the kernel's documentation says where the drivers rely on it. */
import { dirname, join } from 'node:path';
import type { LimitFiles, LimitHost } from '../../../../src/engines/local/limits/host.ts';

/** What the machine has. */
export interface Paper {
  /** Mounts of version 1: controllers joined by commas → folder. */
  readonly v1?: Readonly<Record<string, string>>;
  /** Version 2: where it is mounted, the controllers it offers, this process's group, and what may be written. */
  readonly v2?: {
    readonly mount: string;
    readonly controllers: string;
    readonly own: string;
    readonly writable?: string;
  };
  readonly uid?: number;
  readonly programs?: readonly string[];
  /** The user may use sudo without a password. */
  readonly sudo?: boolean;
}

const V1_FILES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  cpu: {
    'cpu.shares': '1024',
    'cpu.cfs_quota_us': '-1',
    'cpu.cfs_period_us': '100000',
    'cpu.stat': 'nr_periods 0\nnr_throttled 0\nthrottled_time 0\n',
  },
  cpuacct: { 'cpuacct.usage': '0' },
  memory: {
    'memory.limit_in_bytes': '9223372036854771712',
    'memory.memsw.limit_in_bytes': '9223372036854771712',
    'memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 0\n',
  },
  freezer: { 'freezer.state': 'THAWED' },
  pids: { 'pids.max': 'max' },
  cpuset: { 'cpuset.cpus': '', 'cpuset.mems': '' },
};
const V2_FILES: Readonly<Record<string, string>> = {
  'cgroup.subtree_control': '',
  'cgroup.freeze': '0',
  'cgroup.kill': '',
  'cpu.max': 'max 100000',
  'cpu.weight': '100',
  'cpu.stat': 'usage_usec 0\nnr_periods 0\nnr_throttled 0\nthrottled_usec 0\n',
  'memory.max': 'max',
  'memory.swap.max': 'max',
  'memory.oom.group': '0',
  'memory.events': 'oom 0\noom_kill 0\n',
  'pids.max': 'max',
};

/** The machine. `files` holds every file by path; `log` every write in order; `killed` every SIGKILL that worked. */
export class PaperHost implements LimitHost {
  readonly files: LimitFiles;
  readonly cores = 4;
  readonly platform = 'linux';
  readonly uid: number;
  readonly contents = new Map<string, string>();
  readonly folders = new Set<string>();
  readonly log: string[] = [];
  readonly killed: number[] = [];
  readonly #paper: Paper;
  #asRoot = false;

  constructor(paper: Paper) {
    this.#paper = paper;
    this.uid = paper.uid ?? 0;
    this.files = {
      read: (path) => this.contents.get(path) ?? null,
      write: (path, text) => this.#write(path, text),
      mkdir: (path) => this.#mkdir(path),
      rmdir: (path) => this.#rmdir(path),
      list: (path) => this.#list(path),
      exists: (path) => this.folders.has(path) || this.contents.has(path),
    };
    this.#asRoot = true;
    this.#mount();
    this.#asRoot = false;
  }

  /** Puts a process into a group, as the joining shell would. */
  join(folder: string, pid: number): void {
    this.files.write(join(folder, 'cgroup.procs'), String(pid));
  }

  signal(pid: number, name: string): void {
    if (name !== 'SIGKILL') return;
    for (const [path, text] of this.contents) {
      if (!path.endsWith('/cgroup.procs') || !text.split('\n').includes(String(pid))) continue;
      // A frozen task of version 1 does not die.
      if (this.contents.get(join(dirname(path), 'freezer.state')) === 'FROZEN') return;
    }
    this.killed.push(pid);
    this.#leave(pid);
  }

  sleep(): Promise<void> {
    return Promise.resolve();
  }

  nowMs(): number {
    return 0;
  }

  hasProgram(name: string): boolean {
    return this.#paper.programs?.includes(name) ?? false;
  }

  /** Commands end well; what the helper of the sudo driver does as root is done on paper. */
  succeeds(argv: readonly string[]): boolean {
    if (!argv[0]?.endsWith('/sudo')) return true;
    const { v1 = {}, v2, sudo = false } = this.#paper;
    if (!sudo) return false;
    this.#asRoot = true;
    for (const place of [...Object.values(v1), ...(v2 ? [v2.mount] : [])]) {
      const group = join(place, `memfit-${this.uid}`);
      if (argv.at(-4) === 'end') this.#rmdir(group);
      if (argv.at(-4) !== 'open') continue;
      this.#mkdir(group);
      if (this.contents.has(join(group, 'cgroup.subtree_control')))
        this.contents.set(join(group, 'cgroup.subtree_control'), 'cpu memory pids');
      if (this.contents.has(join(group, 'cpuset.cpus')))
        this.contents.set(join(group, 'cpuset.cpus'), '0-3').set(join(group, 'cpuset.mems'), '0');
    }
    this.#asRoot = false;
    return true;
  }

  #mount(): void {
    const mounts: string[] = [];
    const { v1 = {}, v2 } = this.#paper;
    for (const [controllers, folder] of Object.entries(v1)) {
      mounts.push(`cgroup ${folder} cgroup rw,nosuid,${controllers} 0 0`);
      this.#mkdir(folder);
      if (controllers === 'cpuset')
        this.contents.set(join(folder, 'cpuset.cpus'), '0-3').set(join(folder, 'cpuset.mems'), '0');
    }
    if (v2) {
      mounts.push(`cgroup2 ${v2.mount} cgroup2 rw,nsdelegate 0 0`);
      for (const folder of new Set([v2.mount, join(v2.mount, v2.own)])) {
        this.#mkdir(folder);
        this.contents.set(join(folder, 'cgroup.controllers'), v2.controllers);
      }
      this.contents.set('/proc/self/cgroup', `0::${v2.own}\n`);
      this.contents.set(join(v2.mount, v2.own, 'cgroup.procs'), '1000\n');
    }
    this.contents.set('/proc/mounts', mounts.join('\n'));
  }

  #write(path: string, text: string): void {
    if (!this.contents.has(path)) throw failure('ENOENT', path);
    this.#mayWrite(path);
    this.log.push(`${path} = ${text}`);
    if (path.endsWith('/cgroup.procs')) {
      const pid = Number(text);
      if (this.#inV2(path) && this.contents.get(join(dirname(path), 'cgroup.subtree_control')))
        throw failure('EBUSY', path);
      if (this.contents.get(join(dirname(path), 'cpuset.cpus')) === '') throw failure('ENOSPC', path);
      this.#leave(pid, path);
      this.contents.set(path, `${this.contents.get(path) ?? ''}${pid}\n`);
    } else if (path.endsWith('/cgroup.subtree_control')) {
      const top = dirname(path) === this.#paper.v2?.mount;
      if (!top && this.contents.get(join(dirname(path), 'cgroup.procs'))) throw failure('EBUSY', path);
      this.contents.set(path, text.replaceAll('+', ''));
    } else if (path.endsWith('/cgroup.kill')) {
      for (const pid of (this.contents.get(join(dirname(path), 'cgroup.procs')) ?? '').split('\n').filter(Boolean))
        this.signal(Number(pid), 'SIGKILL');
    } else this.contents.set(path, text);
  }

  #mkdir(path: string): void {
    if (this.folders.has(path)) throw failure('EEXIST', path);
    if (!this.#asRoot && !this.folders.has(dirname(path))) throw failure('ENOENT', path);
    this.#mayWrite(path);
    this.folders.add(path);
    this.contents.set(join(path, 'cgroup.procs'), '');
    const files = this.#inV2(path)
      ? { ...V2_FILES, 'cgroup.controllers': this.#paper.v2?.controllers ?? '' }
      : Object.assign({}, ...this.#controllersAt(path).map((name) => V1_FILES[name] ?? {}));
    for (const [name, text] of Object.entries(files as Record<string, string>))
      this.contents.set(join(path, name), text);
  }

  #rmdir(path: string): void {
    if (this.contents.get(join(path, 'cgroup.procs'))) throw failure('EBUSY', path);
    if ([...this.folders].some((other) => dirname(other) === path)) throw failure('EBUSY', path);
    this.folders.delete(path);
    for (const file of [...this.contents.keys()]) if (dirname(file) === path) this.contents.delete(file);
  }

  #list(path: string): string[] {
    return [...this.folders, ...this.contents.keys()]
      .filter((other) => dirname(other) === path)
      .map((other) => other.slice(path.length + 1));
  }

  #leave(pid: number, except?: string): void {
    for (const [path, text] of this.contents) {
      if (path === except || !path.endsWith('/cgroup.procs') || (except && this.#rootOf(path) !== this.#rootOf(except)))
        continue;
      this.contents.set(
        path,
        text
          .split('\n')
          .filter((line) => line !== String(pid))
          .join('\n'),
      );
    }
  }

  #rootOf(path: string): string {
    return this.#inV2(path)
      ? 'v2'
      : (Object.values(this.#paper.v1 ?? {}).find((folder) => path.startsWith(`${folder}/`)) ?? '');
  }

  #controllersAt(path: string): string[] {
    const entry = Object.entries(this.#paper.v1 ?? {}).find(
      ([, folder]) => path === folder || path.startsWith(`${folder}/`),
    );
    return entry?.[0].split(',') ?? [];
  }

  #inV2(path: string): boolean {
    const mount = this.#paper.v2?.mount;
    return mount !== undefined && (path === mount || path.startsWith(`${mount}/`));
  }

  #mayWrite(path: string): void {
    if (this.#asRoot) return;
    const only = this.#paper.v2?.writable;
    if (only !== undefined && this.folders.size > 1 && !path.startsWith(only)) throw failure('EACCES', path);
  }
}

function failure(code: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${path}`), { code });
}
