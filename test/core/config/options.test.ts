import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configurationMarkdown } from '../../../src/core/config/configuration-page.ts';
import { configJsonSchema, configSchema } from '../../../src/core/config/file-schema.ts';
import { COMMANDS, flagsOf, type Option, variableOf } from '../../../src/core/config/option.ts';
import { OPTIONS, optionsOf } from '../../../src/core/config/options.ts';
import { numberOf, switchOf, textOf } from '../../../src/core/config/resolve.ts';
import { pricesMarkdown } from '../../../src/core/pricing/prices-page.ts';

const TABLE: readonly Option[] = OPTIONS;

/** The file's text; with UPDATE=1 it is written first. */
function kept(path: string, text: string): string {
  const url = new URL(`../../../${path}`, import.meta.url);
  if (process.env.UPDATE === '1') writeFileSync(url, text);
  return existsSync(url) ? readFileSync(url, 'utf8') : '';
}

describe('the table of options', () => {
  it('names every flag, short flag and variable once', () => {
    for (const names of [
      TABLE.map(({ name }) => name),
      TABLE.map(({ name }) => variableOf(name)),
      TABLE.flatMap(({ short }) => short ?? []),
      TABLE.flatMap(({ key }) => key ?? []),
    ]) {
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('has kebab-case names, a reason, help without a full stop, and a command for each', () => {
    for (const option of TABLE) {
      expect(option.name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(option.reason, option.name).not.toBe('');
      expect(option.help, option.name).not.toMatch(/\.$/);
      expect(option.commands.length, option.name).toBeGreaterThan(0);
    }
    for (const command of COMMANDS) expect(optionsOf(command).length, command).toBeGreaterThan(0);
  });

  it('has defaults that its own readers accept', () => {
    const nothing = { flags: {}, env: {}, file: null };
    for (const { name, value, default: preset } of OPTIONS) {
      if (value.kind === 'switch') expect(switchOf(name, nothing), name).toBe(false);
      else if (value.kind === 'number' || value.kind === 'whole') {
        expect(numberOf(name, nothing), name).toBe(preset === null ? null : Number(preset));
      } else expect(textOf(name, nothing), name).toBe(preset);
    }
  });

  it('has keys that the schema of the file knows', () => {
    for (const { key, name } of TABLE) if (key !== null) expect(Object.keys(configSchema.shape), name).toContain(key);
  });

  it('shows flags as help does', () => {
    const named = (name: string) => flagsOf(TABLE.find((option) => option.name === name) as Option);
    expect(named('output')).toBe('-o, --output <table|json|ndjson|csv|markdown|html>');
    expect(named('quiet')).toBe('-q, --quiet');
    expect(variableOf('min-saving-percent')).toBe('MEMFIT_MIN_SAVING_PERCENT');
  });
});

describe('what is generated has not fallen behind (UPDATE=1 renews it)', () => {
  it('docs/configuration.md', () =>
    expect(kept('docs/configuration.md', configurationMarkdown())).toBe(configurationMarkdown()));
  it('docs/prices.md', () => expect(kept('docs/prices.md', pricesMarkdown())).toBe(pricesMarkdown()));
  it('schemas/config.v1.json', () => {
    const text = `${JSON.stringify(configJsonSchema(), null, 2)}\n`;
    expect(JSON.parse(kept('schemas/config.v1.json', text) || 'null')).toEqual(JSON.parse(text));
  });
});
