/** What every HTML page begins and ends with: no script, nothing loaded from elsewhere. */
import { escapeHtml, escapeTerminal } from './escape.ts';

/** Up to and with the opening body tag. `title` may be hostile; `style` is one of ours. */
export function pageHead(title: string, style: string): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(escapeTerminal(title))}</title>
<style>${style}</style>
</head>
<body>
`;
}

/** The footer with one paragraph a sentence, and the end of the page. */
export function pageFooter(sentences: readonly string[]): string {
  return `<footer>\n${sentences.map((text) => paragraph(text)).join('')}</footer>\n</body>\n</html>\n`;
}

/** A paragraph of plain text; `name` is a class of the page's style. */
export function paragraph(text: string, name = ''): string {
  return `<p${name ? ` class="${name}"` : ''}>${escapeHtml(text)}</p>\n`;
}
