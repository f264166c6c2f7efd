/** One platform line, text or JSON, to its fields: exact, and slow enough that the scan calls it only where its own quick path does not apply. */
import type { PlatformLine } from '../../model/invocation.ts';
import { readPrefix, withoutColour } from './line-prefix.ts';
import { parsePlatformJson } from './platform-json.ts';
import { parsePlatformText } from './platform-text.ts';

/**
 * Parses one log event (its message may span several lines) as printed by any of the usual tools, with or without time and stream in front.
 * Numbers are as printed, never clamped or filled in; a field the line does not carry is absent. Never throws: what is no platform line is `application`.
 */
export function parseLine(text: string): PlatformLine {
  const plain = withoutColour(text);
  const prefix = readPrefix(plain);
  const { rest, ...where } = prefix;
  return (
    parsePlatformJson(plain, rest, where) ??
    parsePlatformText(plain.slice(rest), where) ?? { kind: 'application', format: 'text', ...where }
  );
}
