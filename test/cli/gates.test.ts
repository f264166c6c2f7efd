import { describe, expect, it } from 'vitest';
import { EXIT, EXIT_WORDS, exitCodeOf } from '../../src/cli/exit-codes.ts';
import { failedGates } from '../../src/cli/gates.ts';
import { Bug, OutsideError, UserError } from '../../src/model/errors.ts';
import { fleet, poetry, thumbnail, youtube } from '../core/report/analyses.ts';

describe('the gates of --fail-on', () => {
  const critical = { kind: 'severity', severity: 'critical' } as const;
  const warning = { kind: 'severity', severity: 'warning' } as const;

  it('fail on the severity asked for and worse, and name the functions', () => {
    expect(failedGates(fleet(), [critical])).toEqual(['--fail-on critical: music-thumbnail']);
    expect(failedGates(fleet(), [warning])).toEqual(['--fail-on warning: music-youtube, music-thumbnail']);
    expect(failedGates({ functions: [youtube(), poetry()] }, [critical])).toEqual([]);
  });

  it('fail on a finding, unless the configuration ignores it', () => {
    expect(failedGates(fleet(), [{ kind: 'finding', code: 'out-of-memory' }])).toHaveLength(1);
    expect(failedGates(fleet(), [{ kind: 'finding', code: 'bimodal-duration' }])).toEqual([]);
  });

  it('fail on a recommended change', () => {
    expect(failedGates(fleet(), [{ kind: 'change' }])).toEqual(['--fail-on change: music-youtube']);
    expect(failedGates({ functions: [thumbnail()] }, [{ kind: 'change' }])).toEqual([]);
  });

  it('are counted where there are many', () => {
    const functions = Array.from({ length: 9 }, () => thumbnail());
    expect(failedGates({ functions }, [critical])[0]).toMatch(/ and 6 more$/);
  });
});

describe('exit codes', () => {
  it('tell the families of errors apart', () => {
    const detail = { what: 'x' };
    expect(exitCodeOf(new UserError('usage', detail))).toBe(2);
    expect(exitCodeOf(new OutsideError('disk', detail))).toBe(1);
    expect(exitCodeOf(new OutsideError('credentials', detail))).toBe(5);
    expect(exitCodeOf(new Bug('x'))).toBe(1);
    expect(exitCodeOf('thrown text')).toBe(1);
  });

  it('each have words', () => {
    expect(EXIT_WORDS.map(([code]) => code)).toEqual(Object.values(EXIT));
  });
});
