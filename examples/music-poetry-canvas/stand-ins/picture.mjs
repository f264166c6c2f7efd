// Makes a picture: soft discs on a gradient with film grain, as PNG. Grain keeps it as large as photographs are.
import { deflateSync } from 'node:zlib';
import { randomOf } from './serve.mjs';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** The bytes of a PNG of `width` × `height`, 24 bits a pixel; the same for the same `seed`. */
export function makePicture({ width, height, seed }) {
  const random = randomOf(seed);
  const discs = Array.from({ length: 5 }, () => ({
    x: random() * width,
    y: random() * height,
    radius: (0.1 + random() * 0.3) * height,
    colour: [random() * 160, random() * 160, random() * 160],
  }));
  const rows = Buffer.alloc(height * (1 + width * 3));
  let at = 0;
  for (let y = 0; y < height; y++) {
    at++; // filter of the row: none
    for (let x = 0; x < width; x++) {
      const grain = (random() - 0.5) * 12;
      for (let channel = 0; channel < 3; channel++) {
        let value = 30 + (60 * y) / height + (40 * x) / width + grain;
        for (const disc of discs) value += disc.colour[channel] * Math.max(0, 1 - Math.hypot(x - disc.x, y - disc.y) / disc.radius);
        rows[at++] = Math.max(0, Math.min(255, value));
      }
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

function chunk(type, data) {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const bytes = Buffer.alloc(8 + named.length);
  bytes.writeUInt32BE(data.length, 0);
  named.copy(bytes, 4);
  bytes.writeUInt32BE(crc32(named), 4 + named.length);
  return bytes;
}

/** CRC-32 of PNG (ISO 3309); node:zlib has it only from Node 20.15 on. */
function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
