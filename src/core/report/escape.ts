/** One escape per place that text of others is shown in: what comes from logs, names, files and templates can never act there. */

/**
 * Characters that act on a terminal or hide in plain text: C0 and C1 controls, DEL, bidirectional marks and overrides, zero-width
 * characters, line and paragraph separators, byte-order marks, tag characters, lone surrogates, Unicode's invisible operators.
 */
const ACTIVE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff]|[\u034f]|[\u17b4\u17b5]|[\u180b-\u180f]|[\u{e0000}-\u{e0fff}]|\p{Surrogate}/gu;

/** Most names and words are this, and need no look at every character's kind. */
const PLAIN_ASCII = /^[ -~]*$/;
const PLAIN_LINES = /^[\n -~]*$/;

/** Text for a terminal, on one line: every active character becomes visible (`\x1b`, `\u202e`, `\n`). Idempotent; ordinary text is returned as it is. */
export function escapeTerminal(text: string): string {
  return PLAIN_ASCII.test(text) ? text : text.replace(ACTIVE, visible);
}

/**
 * Text for a Markdown paragraph or table cell: no mention, link, image, HTML, pipe, code or forged comment marker survives. GitHub looks
 * for mentions and issue numbers after it has decoded entities, so a zero-width space stands behind `@` and `#`.
 */
export function escapeMarkdown(text: string): string {
  return escapeTerminal(text)
    .replace(/&/g, '&amp;')
    .replace(/[\\`*_[\]#|~$]/g, '\\$&')
    .replace(
      /^(\s*)([-+=]|\d+(?=[.)]))/,
      (_, space: string, sign: string) => `${space}${sign.length === 1 && !/\d/.test(sign) ? '\\' : '&#8203;'}${sign}`,
    )
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\\#/g, '\\#&#8203;')
    .replace(/@/g, '@&#8203;')
    .replace(/:(?=[a-z_/+-])/gi, '&#58;')
    .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}&#46;`);
}

/** Text for raw HTML inside Markdown (a `<summary>`), where Markdown is not read but mentions still are. */
export function escapeMarkdownHtml(text: string): string {
  return escapeHtml(text)
    .replace(/(?<!&)#/g, '#&#8203;')
    .replace(/@/g, '@&#8203;');
}

/** Text for HTML, between tags and inside quoted attributes alike. */
export function escapeHtml(text: string): string {
  return escapeTerminal(text)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;')
    .replace(/`/g, '&#96;');
}

/** One CSV field (RFC 4180) from text: a formula is disarmed with a leading apostrophe, also behind spaces; quoted when it must be. Numbers are written without it. */
export function escapeCsv(text: string): string {
  const shown = escapeTerminal(text);
  const safe = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20|%]/.test(shown) ? `'${shown}` : shown;
  return /[",;:\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Whole output for the log of a GitHub Actions step, line by line: no `::command::` and no `##[command]` is obeyed by the runner. */
export function escapeGithubLog(text: string): string {
  return text.replace(/^([^\S\n]*)::/gm, '$1\\::').replace(/##(?=\[)/g, '#\\#');
}

/** JSON text made safe to show as it is: the same data, with active characters and runner commands as `\u` escapes. Takes valid JSON. */
export function escapeJson(json: string): string {
  const shown = PLAIN_LINES.test(json)
    ? json
    : json.replace(ACTIVE, (character) => (character === '\n' ? character : jsonEscape(character)));
  return shown.replace(/##(?=\[)/g, '\\u0023#');
}

function jsonEscape(character: string): string {
  let text = '';
  for (let i = 0; i < character.length; i++) text += `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`;
  return text;
}

function visible(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return ' ';
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}
