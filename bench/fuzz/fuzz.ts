import { formatNumber } from '../../lib/format/number.ts';
import type { Figure } from '../figure.ts';
import { runFuzz } from './run-fuzz.ts';
import { startFuzzStand } from './stand.ts';
import { verifyAnswers } from './verify-answers.ts';

export interface FuzzBenchOptions {
  minutes: number;
  seed: number;
  /** The number of the first case. */
  first: number;
  say: (text: string) => void;
}

/** Fuzzes the embedded Collector, Prometheus and stores for some minutes, as a test does with a number of cases. */
export async function benchFuzz({ minutes, seed, first, say }: FuzzBenchOptions): Promise<Figure[]> {
  const stand = await startFuzzStand();
  try {
    const end = performance.now() + minutes * 60_000;
    let reportedAt = performance.now();
    const goesOn = (index: number): boolean => {
      if (performance.now() > reportedAt + 30_000) {
        reportedAt = performance.now();
        say(`${formatNumber(index - first)} cases`);
      }
      return performance.now() < end;
    };
    const { cases, failures, answers } = await runFuzz({ stand, seed, first, goesOn, say });
    const wrong = await verifyAnswers(stand);
    for (const problem of wrong) say(problem);
    const note = [...answers]
      .sort()
      .map(([answer, count]) => `${answer}: ${count}`)
      .join(', ');
    return [
      { name: 'cases', value: cases, unit: '', note: `seed ${seed}, from case ${first} on; ${note}` },
      { name: 'failures', value: failures.length, unit: '', goal: { value: 0, better: 'less' } },
      { name: 'wrong answers afterwards', value: wrong.length, unit: '', goal: { value: 0, better: 'less' } },
    ];
  } finally {
    await stand.stop();
  }
}
