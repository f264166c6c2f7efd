/** Asks Amazon Bedrock. AWS_ENDPOINT_URL_BEDROCK_RUNTIME sends the SDK to another endpoint, such as a local stand-in. */
import { BedrockRuntimeClient, ConverseCommand, type ConverseCommandOutput } from '@aws-sdk/client-bedrock-runtime';
import { type FailureCode, PoemFailure } from './failures.ts';
import type { Prompt } from './prompt.ts';

/** What the model wrote. */
export interface ModelAnswer {
  readonly text: string;
  readonly modelId: string;
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
}

// Made once per environment: the connection is kept between invocations.
const client = new BedrockRuntimeClient({
  maxAttempts: 3,
  // One attempt may last as long as a long poem; the whole is bounded by `budgetMs`.
  requestHandler: { requestTimeout: 25_000, disableConcurrentStreams: true },
});

/** Sends the prompt; retries of the SDK included it takes `budgetMs` at most. Throws PoemFailure. */
export async function askModel(prompt: Prompt, budgetMs: number): Promise<ModelAnswer> {
  const modelId = process.env.BEDROCK_MODEL_ID ?? '';
  const command = new ConverseCommand({
    modelId,
    system: [{ text: prompt.system }],
    messages: [{ role: 'user', content: [{ text: prompt.user }] }],
    inferenceConfig: { maxTokens: prompt.maxTokens, temperature: 0.8 },
  });
  const output = await client.send(command, { abortSignal: AbortSignal.timeout(budgetMs) }).catch((cause: unknown) => {
    throw failureOf(cause);
  });
  return { text: textOf(output), modelId, usage: usageOf(output) };
}

function textOf({ output, stopReason }: ConverseCommandOutput): string {
  if (stopReason === 'content_filtered' || stopReason === 'guardrail_intervened') {
    throw new PoemFailure('content-refused', 'the model declined to write about this piece');
  }
  const text = (output?.message?.content ?? []).map((block) => block.text ?? '').join('').trim();
  if (text === '') throw new PoemFailure('model-answer-unusable', `the model wrote nothing (${stopReason})`);
  return text;
}

function usageOf({ usage }: ConverseCommandOutput): ModelAnswer['usage'] {
  return { inputTokens: usage?.inputTokens ?? 0, outputTokens: usage?.outputTokens ?? 0 };
}

/** The errors of Converse (Amazon Bedrock API Reference, "Converse", Errors) and of the connection, by name. */
const BY_NAME: Readonly<Record<string, FailureCode>> = {
  ThrottlingException: 'model-busy',
  ModelNotReadyException: 'model-unavailable',
  ServiceUnavailableException: 'model-unavailable',
  InternalServerException: 'model-unavailable',
  ModelErrorException: 'model-answer-unusable',
  ModelTimeoutException: 'model-too-slow',
  AbortError: 'model-too-slow',
  TimeoutError: 'model-too-slow',
  AccessDeniedException: 'model-not-usable',
  ResourceNotFoundException: 'model-not-usable',
  ValidationException: 'model-not-usable',
};

const MESSAGES: Partial<Record<FailureCode, string>> = {
  'model-busy': 'too many poems at once; try again shortly',
  'model-unavailable': 'the model cannot be reached now',
  'model-answer-unusable': 'the model failed on this piece',
  'model-too-slow': 'the model did not answer in time',
  'model-not-usable': 'the model is not set up for this service',
};

function failureOf(cause: unknown): PoemFailure {
  const name = cause instanceof Error ? cause.name : '';
  const code = BY_NAME[name] ?? 'model-unavailable';
  return new PoemFailure(code, MESSAGES[code] ?? 'the poem could not be written', { cause });
}
