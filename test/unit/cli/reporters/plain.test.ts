import pc from 'picocolors';
import { expect, test } from 'vitest';
import { openPlainReporter } from '../../../../cli/reporters/plain.ts';
import { brokenRun, failedRun } from './events.ts';

test('a run reads from top to bottom: phases, fault, alert, expectations with their evidence, ledger, verdict', async () => {
  const lines: string[] = [];
  const reporter = openPlainReporter((line) => void lines.push(line), pc.createColors(false));
  for (const event of [...failedRun, ...brokenRun]) reporter.onEvent(event);
  await reporter.onEnd?.(3);
  expect(`\n${lines.join('\n')}\n`).toMatchInlineSnapshot(`
    "
    boot
      ✓ ready    gateway         250ms

    ▶ error-burst  embedded, pace 20, seed 7, run r1
       0.1  steady state
       1.0    load 20/s: 20 sent, 19 ok, 1 failed
       3.0  fault
       3.0  ⚡ fault begins: error-rate on payment {rate=0.5}
       9.0  ⚠ ServiceErrorRateHigh{service_name="payment"} pending → firing
      13.0  ⚡ fault ends: error-rate on payment {rate=0.5}
      20.0  ✓ the alert fires & resolves  fired after 5.5s
      21.0  ✗ every error trace is kept
                expected: 40 of 40
                observed: 39 of 40 <1 missing>
                asked:    12 times in 10s
                lost at: tail_sampling: 1 trace not sampled
                trace: http://127.0.0.1:16686/trace/abc
      21.0  - needs a fault  not asked: run without faults
      22.0  ledger
                class   sent  kept  dropped  incomplete  expected  policies
                error     40    39        1           0        40  errors 37, slow 2
                normal   900    44      856           0    25..68
      23.0  ✗ error-burst failed: 1 expectation did not hold (23s)

    ▶ baseline  embedded, pace 20, seed 7, run r2
       1.0  ✗ baseline was ended by an error (1s, exit code 3)
                The steady state was not reached: healthy
                  503
                hint: Look.

    ✗ error-burst          fail     1 of 2 expectations, 23s
    ✗ baseline             error    0 of 0 expectations, 1s
    "
  `);
});
