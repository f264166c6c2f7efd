// Stands in for Amazon Bedrock: POST /model/{id}/converse with the request, answer, errors and usage of the real one.
//   node bedrock.mjs [--port 0] [--factor 0.02] [--seed 1] [--ready-file FILE] [--with-parent]
// Model ids `stand-in.<word of FAULTS>` answer with that error, `.throttled-first` only once; `.refuses`, `.silent` and `.hangs` misbehave otherwise.
import { randomUUID } from 'node:crypto';
import { writePoem } from './poem.mjs';
import { factorOf, randomOf, readOptions, seedOf, serve, spread, wait } from './serve.mjs';

/** Amazon Bedrock API Reference, "Converse", Errors: name, status, message. */
const FAULTS = {
  throttled: ['ThrottlingException', 429, 'Too many requests, please wait before trying again.'],
  unavailable: ['ServiceUnavailableException', 503, 'The service isn\'t currently available. Try again later.'],
  broken: ['InternalServerException', 500, 'An internal server error occurred. Retry your request.'],
  failing: ['ModelErrorException', 424, 'The request failed due to an error while processing the model.'],
  slow: ['ModelTimeoutException', 408, 'The request took too long to process.'],
  denied: ['AccessDeniedException', 403, 'You don\'t have access to the model with the specified model ID.'],
  missing: ['ResourceNotFoundException', 404, 'The specified resource was not found.'],
  invalid: ['ValidationException', 400, 'The provided model identifier is invalid.'],
};

/** Guessed for a small model, as the guide's 5 to 15 s for a poem suggest: a wait for the first token, then so many a second. */
const LATENCY = { firstTokenMs: 900, tokensPerSecond: 28, sigma: 0.25 };

const options = readOptions();
const factor = factorOf(options);
let calls = 0;
let refused = 0;

serve(async (request, response) => {
  try {
    const answer = await converse(request, await bodyOf(request));
    if (answer !== null) send(response, 200, answer);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    send(response, fault.status, { message: fault.message }, { 'x-amzn-errortype': fault.name });
  }
}, options);

class Fault extends Error {
  constructor(name, status, message) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

async function converse(request, body) {
  const modelId = decodeURIComponent(/^\/model\/([^/]+)\/converse$/.exec(request.url)?.[1] ?? '');
  if (request.method !== 'POST' || modelId === '') throw new Fault('UnknownOperationException', 404, 'Unknown operation');
  if (!request.headers.authorization?.startsWith('AWS4-HMAC-SHA256 ') && !request.headers.authorization?.startsWith('Bearer ')) {
    throw new Fault('MissingAuthenticationTokenException', 403, 'Missing Authentication Token');
  }
  for (const [word, fault] of Object.entries(FAULTS)) if (modelId.endsWith(`stand-in.${word}`)) throw new Fault(...fault);
  if (modelId.endsWith('stand-in.throttled-first') && refused++ === 0) throw new Fault(...FAULTS.throttled);
  const { system, prompt, maxTokens } = readMessages(body);
  if (modelId.endsWith('stand-in.hangs')) return null;
  return write({ modelId, system, prompt, maxTokens });
}

/** Checks as the service does: turns alternate, begin and end with the user, and hold something. */
function readMessages(body) {
  let json;
  try {
    json = JSON.parse(body);
  } catch {
    throw new Fault('SerializationException', 400, 'The request body is not JSON.');
  }
  const { messages, system = [], inferenceConfig = {} } = json ?? {};
  const invalid = (message) => new Fault('ValidationException', 400, message);
  if (!Array.isArray(messages) || messages.length === 0) throw invalid('A conversation must start with a user message.');
  messages.forEach(({ role, content }, index) => {
    if (role !== (index % 2 === 0 ? 'user' : 'assistant')) throw invalid('A conversation must alternate between user and assistant roles.');
    if (!Array.isArray(content) || content.length === 0) throw invalid(`The content field in the Message object at messages.${index} is empty.`);
  });
  if (messages.length % 2 === 0) throw invalid('A conversation must end with a user message.');
  const maxTokens = inferenceConfig.maxTokens ?? 1_024;
  if (!Number.isInteger(maxTokens) || maxTokens < 1) throw invalid('maxTokens must be at least 1.');
  const text = (blocks) => blocks.map((block) => block.text ?? '').join('\n');
  return { system: text(system), prompt: text(messages.at(-1).content), maxTokens };
}

async function write({ modelId, system, prompt, maxTokens }) {
  // The same prompt gives the same poem; how long it takes differs from call to call, in the same order for a seed.
  const poem = modelId.endsWith('stand-in.silent') ? '' : writePoem(`${system}\n${prompt}`);
  const refuses = modelId.endsWith('stand-in.refuses');
  const outputTokens = Math.min(tokensOf(poem), maxTokens);
  const cut = tokensOf(poem) > maxTokens;
  const pace = spread(randomOf(seedOf(`${options.seed}:${calls++}`)), LATENCY.sigma);
  const latencyMs = (LATENCY.firstTokenMs + (outputTokens / LATENCY.tokensPerSecond) * 1000) * pace * factor;
  await wait(latencyMs);
  const inputTokens = tokensOf(`${system}\n${prompt}`);
  return {
    metrics: { latencyMs: Math.round(latencyMs) },
    output: { message: { role: 'assistant', content: [{ text: refuses ? '' : poem.slice(0, outputTokens * 4) }] } },
    stopReason: refuses ? 'content_filtered' : cut ? 'max_tokens' : 'end_turn',
    usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
  };
}

/** About four characters a token. */
function tokensOf(text) {
  return Math.ceil(text.length / 4);
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

function send(response, status, body, headers = {}) {
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID(), ...headers });
  response.end(JSON.stringify(body));
}
