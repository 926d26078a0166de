// The sum that a flooded server asks for, in slices that leave the page alive. Written out, because the browser's own
// SHA-256 answers each call later, and is missing on plain http.
import type { Work } from "../types";

const SLICE = 12; // ms
const FRACTION = 2 ** 32;

/** The first bits of the fractions of square and cube roots of primes: the constants of FIPS 180-4. */
const ROUND: number[] = [];
const START: number[] = [];
for (let prime = 2; ROUND.length < 64; prime++) {
  let factor = 2;
  while (prime % factor) factor++;
  if (factor < prime) continue;
  if (START.length < 8) START.push(((prime ** (1 / 2)) % 1) * FRACTION | 0);
  ROUND.push((Math.cbrt(prime) % 1) * FRACTION | 0);
}

const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by));

/** SHA-256 of a text of plain ASCII, as eight 32-bit numbers. */
export function sha256(text: string): number[] {
  const length = text.length;
  const words: number[] = new Array(((length + 8) >> 6) * 16 + 16).fill(0);
  for (let index = 0; index <= length; index++)
    words[index >> 2]! |= (index < length ? text.charCodeAt(index) : 128) << (24 - (index % 4) * 8);
  words[words.length - 1] = length * 8;
  const sum = [...START];
  const plan: number[] = [];
  for (let block = 0; block < words.length; block += 16) {
    let [a, b, c, d, e, f, g, h] = sum as [number, number, number, number, number, number, number, number];
    for (let step = 0; step < 64; step++) {
      if (step < 16) plan[step] = words[block + step]!;
      else {
        const near = plan[step - 2]!;
        const far = plan[step - 15]!;
        plan[step] =
          ((turn(near, 17) ^ turn(near, 19) ^ (near >>> 10)) +
            plan[step - 7]! +
            (turn(far, 7) ^ turn(far, 18) ^ (far >>> 3)) +
            plan[step - 16]!) |
          0;
      }
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUND[step]! + plan[step]!) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) sum[index] = (sum[index]! + word) | 0;
  }
  return sum;
}

/** A nonce with which the sum begins with so many zero bits; null once `ended`. */
export async function solved({ challenge, bits }: Work, ended: AbortSignal): Promise<string | null> {
  for (let nonce = 0; !ended.aborted; ) {
    for (const until = performance.now() + SLICE; performance.now() < until; )
      for (let few = 0; few < 32; few++, nonce++) {
        // More than 32 bits would take hours.
        if (Math.clz32(sha256(challenge + ":" + nonce)[0]!) >= bits) return String(nonce);
      }
    await new Promise((wake) => setTimeout(wake));
  }
  return null;
}
