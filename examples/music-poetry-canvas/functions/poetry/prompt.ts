/** Puts the sound of a piece into words that a language model can write from. */
import { type AudioFeatures, LANGUAGES, type PoemRequest } from './request.ts';

/** What is sent to the model. */
export interface Prompt {
  readonly system: string;
  readonly user: string;
  /** Upper bound of what the model may write: about 16 tokens a line, and a title. */
  readonly maxTokens: number;
}

/** The prompt of a request. Only checked numbers and words from our own lists go in: nothing that a caller could instruct the model with. */
export function buildPrompt({ features, language, lines }: PoemRequest): Prompt {
  const length = Math.round(features.durationSeconds);
  return {
    system: `You are a poet who listens closely. Write in ${LANGUAGES[language]}. Put a title on the first line and exactly ${lines} lines below it. Write nothing else.`,
    user: [
      `Write a poem of ${lines} lines about a piece of music of ${length} seconds:`,
      `- It moves ${pace(features.tempoBpm)} (${Math.round(features.tempoBpm)} beats per minute).`,
      `- It stands in ${features.key} ${features.mode} and sounds ${mood(features)}.`,
      `- Its sound is ${colour(features.brightnessHz)}.`,
      'Let the rhythm of the lines follow the tempo. Do not mention numbers, keys or technical words.',
    ].join('\n'),
    maxTokens: 64 + lines * 32,
  };
}

function pace(tempoBpm: number): string {
  if (tempoBpm < 76) return 'slowly';
  if (tempoBpm < 108) return 'at a walking pace';
  return tempoBpm < 140 ? 'briskly' : 'fast';
}

/** The two axes of Russell's circumplex of affect: mode stands for valence, energy for arousal. */
function mood({ mode, energy }: AudioFeatures): string {
  if (mode === 'major') return energy < 0.4 ? 'calm and content' : 'joyful';
  return energy < 0.4 ? 'wistful' : 'restless and tense';
}

function colour(brightnessHz: number): string {
  if (brightnessHz < 1_200) return 'dark and warm';
  return brightnessHz < 2_800 ? 'clear and balanced' : 'bright and glittering';
}
