// Draws of the fuzzer: one stream an input, so that any input is made again from the seed, the reader's name and its number.

/** mulberry32 over a hash of the texts. */
export function drawer(...words) {
  let state = 2166136261;
  for (const character of words.join(" ")) state = Math.imul(state ^ character.charCodeAt(0), 16777619);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n) => Math.floor(next() * n);
  const pick = (list) => list[below(list.length)];
  const times = (n, make) => Array.from({ length: n }, (_, i) => make(i));
  return { next, below, pick, times, chance: (share) => next() < share };
}

const ODD_BYTES = [0, 1, 8, 9, 10, 13, 31, 34, 44, 48, 59, 127, 128, 139, 254, 255];

/** A few bits flipped, bytes set, pieces cut out, doubled or moved. */
export function mutate(draw, bytes) {
  let out = Uint8Array.from(bytes);
  for (let change = 1 + draw.below(3); change > 0; change--) {
    const at = draw.below(out.length + 1);
    const past = Math.min(out.length, at + draw.below(draw.chance(0.5) ? 4 : 40));
    const kind = draw.below(6);
    if (kind === 0 && at < out.length) out[at] ^= 1 << draw.below(8);
    else if (kind === 1 && at < out.length) out[at] = draw.pick(ODD_BYTES);
    else if (kind === 2) out = joined(out.subarray(0, at), out.subarray(past));
    else if (kind === 3) out = joined(out.subarray(0, past), out.subarray(at));
    else if (kind === 4) out = out.slice(0, at);
    else
      out = joined(
        out.subarray(0, at),
        Uint8Array.from(draw.times(draw.below(5), () => draw.pick(ODD_BYTES))),
        out.subarray(at),
      );
  }
  return out;
}

export const joined = (...parts) => new Uint8Array(Buffer.concat(parts.map((part) => Uint8Array.from(part))));
