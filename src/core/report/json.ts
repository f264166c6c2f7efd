/** An analysis as JSON (schemas/analysis.v1.json): one document, or one function a line. */
import type { Analysis } from '../../model/analysis.ts';
import type { Renderer } from './context.ts';
import { documentHead, functionDocument, type Json } from './document.ts';
import { escapeJson } from './escape.ts';

/** One indented document, its functions written one by one. `--top` does not shorten it. */
export const renderJson: Renderer<Analysis> = function* (analysis) {
  const head = escapeJson(JSON.stringify(documentHead(analysis), null, 2));
  yield `${head.slice(0, head.lastIndexOf('\n}'))},\n  "functions": [`;
  let first = true;
  for (const analysed of analysis.functions) {
    yield `${first ? '' : ','}\n    ${indented(functionDocument(analysed))}`;
    first = false;
  }
  yield first ? ']\n}\n' : '\n  ]\n}\n';
};

/** One function a line, each with the schema's version, so that lines of several runs can be joined. */
export const renderNdjson: Renderer<Analysis> = function* (analysis) {
  const { schemaVersion, generatedAt } = analysis;
  for (const analysed of analysis.functions) {
    const line = {
      schemaVersion,
      kind: 'function',
      generatedAt,
      ...(functionDocument(analysed) as { [key: string]: Json }),
    };
    yield `${escapeJson(JSON.stringify(line))}\n`;
  }
};

function indented(document: Json): string {
  return escapeJson(JSON.stringify(document, null, 2)).replaceAll('\n', '\n    ');
}
