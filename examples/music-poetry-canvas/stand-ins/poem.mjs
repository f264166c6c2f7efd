// Writes a poem, the same for the same prompt. It follows what the prompt asks for as far as a handful of words can.
import { randomOf, seedOf } from './serve.mjs';

const WORDS = {
  joyful: ['morning', 'laughter', 'a river', 'bright windows', 'open doors', 'the children', 'ripe plums'],
  calm: ['the harbour', 'slow clouds', 'a garden', 'evening bread', 'the lake', 'soft rain', 'an old song'],
  wistful: ['the last train', 'falling leaves', 'a letter', 'empty rooms', 'distant bells', 'grey water', 'your coat'],
  restless: ['the wires', 'running feet', 'a storm', 'broken glass', 'the drums', 'red signals', 'the crowd'],
};
const DEEDS = ['carries', 'remembers', 'turns towards', 'waits beside', 'answers', 'lets go of', 'sings under'];
const ENDS = ['once more', 'without a word', 'until it is light', 'and does not hurry', 'as it always did', 'from far away'];

/** Title, empty line, and as many lines as the prompt says (12 if it says nothing). */
export function writePoem(prompt) {
  const random = randomOf(seedOf(prompt));
  const pick = (list) => list[Math.floor(random() * list.length)];
  const words = WORDS[Object.keys(WORDS).find((mood) => prompt.includes(`sounds ${mood}`)) ?? 'calm'];
  const count = Number(/(\d+) lines/.exec(prompt)?.[1] ?? 12);
  const line = () => capital(`${pick(words)} ${pick(DEEDS)} ${pick(words)} ${pick(ENDS)}`);
  return `${capital(pick(words))}\n\n${Array.from({ length: count }, line).join('\n')}`;
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
