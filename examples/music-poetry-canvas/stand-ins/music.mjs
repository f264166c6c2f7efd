// Makes music: a melody over chords in a key, and a drum on every beat, as a WAV file (44.1 kHz, 16 bit, one channel).
import { randomOf } from './serve.mjs';

const RATE = 44_100;
const TONES = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B'];
const SCALES = { major: [0, 2, 4, 5, 7, 9, 11], minor: [0, 2, 3, 5, 7, 8, 10] };
/** Steps of the scale that the bars' chords stand on: I IV I V, over and over, so that the key is plain to hear. */
const CHORDS = [0, 3, 0, 4];

/** The bytes of a WAV file of `seconds` at `bpm` in `key` (C … B) and `mode` (major, minor); the same for the same `seed`. */
export function makeMusic({ seconds, bpm, key, mode, seed }) {
  const samples = new Float32Array(Math.round(seconds * RATE));
  const random = randomOf(seed);
  const scale = SCALES[mode] ?? SCALES.major;
  const tonic = 48 + Math.max(0, TONES.indexOf(key));
  const pitch = (step) => tonic + 12 * Math.floor(step / 7) + scale[((step % 7) + 7) % 7];
  const beat = 60 / bpm;
  let step = 7;
  for (let n = 0; n * beat < seconds; n++) {
    const chord = CHORDS[Math.floor(n / 4) % CHORDS.length];
    addDrum(samples, n * beat, n % 2 === 0 ? 1 : 0.7, random);
    addTone(samples, n * beat, beat, pitch(chord - 7), 0.22);
    if (n % 4 === 0) for (const third of [0, 2, 4]) addTone(samples, n * beat, 4 * beat, pitch(chord + third), 0.08);
    // On the beat a tone of the chord, a bar's first its third (major or minor); between the beats a step up or down.
    step = 7 + chord + (n % 4 === 0 ? 2 : [0, 2, 4][Math.floor(random() * 3)]);
    addTone(samples, n * beat, beat / 2, pitch(step), 0.16);
    addTone(samples, (n + 0.5) * beat, beat / 2, pitch(step + (random() < 0.5 ? 1 : -1)), 0.1);
  }
  return wav(samples);
}

/** A plucked tone with four overtones. `midi` is its pitch: 69 is 440 Hz. */
function addTone(samples, at, length, midi, level) {
  const turn = (2 * Math.PI * 440 * 2 ** ((midi - 69) / 12)) / RATE;
  const begin = Math.round(at * RATE);
  const end = Math.min(samples.length, begin + Math.round(length * RATE));
  for (let i = begin; i < end; i++) {
    const n = i - begin;
    const envelope = Math.min(1, n / 200) * Math.exp((-3 * n) / (length * RATE)) * Math.min(1, (end - i) / 400);
    let sum = 0;
    for (let overtone = 1; overtone <= 4; overtone++) sum += Math.sin(turn * overtone * n) / overtone ** 2;
    samples[i] += level * envelope * sum;
  }
}

/** A click of noise over a low thud. */
function addDrum(samples, at, level, random) {
  const begin = Math.round(at * RATE);
  const end = Math.min(samples.length, begin + Math.round(0.12 * RATE));
  for (let i = begin; i < end; i++) {
    const t = (i - begin) / RATE;
    const thud = Math.sin(2 * Math.PI * 70 * t) * Math.exp(-30 * t);
    samples[i] += level * (0.35 * thud + 0.2 * (2 * random() - 1) * Math.exp(-120 * t));
  }
}

function wav(samples) {
  const bytes = Buffer.alloc(44 + samples.length * 2);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(36 + samples.length * 2, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(RATE * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, index) => bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), 44 + index * 2));
  return bytes;
}
