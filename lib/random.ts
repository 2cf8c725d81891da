/** A seeded source of random numbers: the same seed gives the same sequence on any machine. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** An integer in [0, below). */
  int(below: number): number;
  /** Exponentially distributed with the given mean: the gaps of a Poisson arrival process. */
  exponential(mean: number): number;
  /** An independent sequence derived from this one and a name, so that adding a consumer does not shift the others. */
  fork(name: string): Random;
}

/** Mulberry32 with a 32-bit seed: small, fast, and good enough for load, but not for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    int: (below) => Math.floor(next() * below),
    exponential: (mean) => -Math.log(1 - next()) * mean,
    fork: (name) => seededRandom(hash(name) ^ seed),
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const char of text) value = Math.imul(value ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return value >>> 0;
}
