import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { commandsPage } from '../../scripts/commands-page.ts';

const PAGE = new URL('../../docs/commands.md', import.meta.url);

it('docs/commands.md says what --help says (UPDATE=1 writes it anew)', () => {
  const page = commandsPage();
  if (process.env.UPDATE === '1') writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, 'utf8')).toBe(page);
});
