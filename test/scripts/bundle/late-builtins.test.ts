import { describe, expect, it } from 'vitest';
import { lateUses } from '../../../scripts/bundle/late-builtins.ts';

describe("Node's own modules in the bundle", () => {
  it('are loaded at their first use, once', () => {
    const code = [
      'let node_os = require("node:os");',
      'let node_worker_threads = require("node:worker_threads");',
      'function cores() { return (0, node_os.availableParallelism)(); }',
      'const start = () => new node_worker_threads.Worker("x");',
      'return [cores(), cores(), start().program];',
    ].join('\n');
    const loaded: string[] = [];
    class Worker {
      readonly program: string;
      constructor(program: string) {
        this.program = program;
      }
    }
    const load = (id: string) => {
      loaded.push(id);
      return { availableParallelism: () => 2, Worker };
    };
    expect(new Function('require', `${lateUses(code)}`)(load)).toEqual([2, 2, 'x']);
    expect(loaded).toEqual(['node:os', 'node:worker_threads']);
    expect(lateUses('let node_fs = require("node:fs");\nnode_fs.x;')).not.toMatch(/^let node_fs = require/m);
  });

  it('a use that is no property access fails the build', () => {
    expect(() => lateUses('let node_fs = require("node:fs");\nsend(node_fs);')).toThrow(/node_fs is used otherwise/);
  });

  it('code without any stays as it is', () => {
    expect(lateUses('let other = require("./other.js");\nother.x();')).toBe(
      'let other = require("./other.js");\nother.x();',
    );
  });
});
