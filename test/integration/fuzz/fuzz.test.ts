import { afterAll, beforeAll, expect, test } from 'vitest';
import { runFuzz } from '../../../bench/fuzz/run-fuzz.ts';
import { type FuzzStand, startFuzzStand } from '../../../bench/fuzz/stand.ts';
import { verifyAnswers } from '../../../bench/fuzz/verify-answers.ts';

const seed = 1;
/** About a minute's on two idle cores. `npm run bench -- fuzz MINUTES SEED` goes on for longer, with the same cases. */
const cases = 16_000;

let stand: FuzzStand;
beforeAll(async () => (stand = await startFuzzStand()));
afterAll(() => stand.stop());

test(
  `${cases} broken exports and odd queries of seed ${seed} end no component, and each is answered with a documented status`,
  { timeout: 600_000 },
  async () => {
    const result = await runFuzz({ stand, seed, goesOn: (index) => index < cases, say: () => undefined });
    expect(result.failures).toEqual([]);
    expect(result.cases).toBe(cases);
    expect(await verifyAnswers(stand)).toEqual([]);
    // All of them are reached, and neither accept everything nor nothing.
    for (const target of Object.keys(stand.urls)) {
      expect(result.answers.get(`${target} 200`), target).toBeGreaterThan(cases / 50);
      expect(result.answers.get(`${target} 400`), target).toBeGreaterThan(cases / 50);
    }
  },
);
