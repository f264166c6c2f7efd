/** POST /poems: features of a piece of music in, a poem about it out. */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { PoemFailure } from './failures.ts';
import { askModel } from './model.ts';
import { buildPrompt } from './prompt.ts';
import { readPoemRequest } from './request.ts';

/** Time kept back for the answer when the model is slow, so that the caller hears why instead of a bare time-out. */
const RESERVE_MS = 1_000;

/** Lambda's entry. Every answer is JSON: `{poem, model, usage}`, or `{error, message, faults?}` with the status of the failure. */
export async function handler(
  event: APIGatewayProxyEventV2,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    const request = readPoemRequest(bodyOf(event));
    const budgetMs = Math.max(1, context.getRemainingTimeInMillis() - RESERVE_MS);
    const { text, usage, modelId } = await askModel(buildPrompt(request), budgetMs);
    return answer(200, { poem: poemOf(text), model: modelId, usage });
  } catch (error) {
    if (!(error instanceof PoemFailure)) throw error;
    console.warn(JSON.stringify({ error: error.code, message: error.message, cause: String(error.cause ?? '') }));
    return answer(error.status, error.body, error.retryAfterSeconds);
  }
}

function bodyOf(event: APIGatewayProxyEventV2): string {
  const body = event.body ?? '';
  return event.isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
}

/** The model is told to put the title on the first line. */
function poemOf(text: string): { title: string; lines: string[] } {
  const [title = '', ...lines] = text.split('\n').map((line) => line.trim());
  const first = lines.findIndex((line) => line !== '');
  return { title: title.replace(/^#+\s*|^\*\*|\*\*$/g, ''), lines: first < 0 ? [] : lines.slice(first) };
}

function answer(statusCode: number, body: unknown, retryAfterSeconds?: number): APIGatewayProxyStructuredResultV2 {
  const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' };
  if (retryAfterSeconds !== undefined) headers['retry-after'] = String(retryAfterSeconds);
  return { statusCode, headers, body: JSON.stringify(body) };
}
