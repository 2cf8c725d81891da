import { describe, expect, it, test } from 'vitest';
import { sampledShare } from '../../../../scenarios/load/sent-request.ts';
import type { ScenarioInput } from '../../../../scenarios/scenario.ts';
import { failed, of, run } from './fake-run.ts';

describe('traces that are not kept as a whole', () => {
  it('blames head sampling for the errors that it dropped, and not the tail sampler', async () => {
    const { events } = await run({ failures: { headSampling: 4 } });
    expect(failed(events)).toContain('errors');
    expect(failed(events)).not.toContain('accounted');
    const [ledger] = of(events, 'ledger');
    expect(ledger?.unaccounted).toBe(0);
    const errors = ledger?.classes.find((entry) => entry.class === 'error');
    expect(errors?.kept).toBeGreaterThan(0);
    expect(errors?.headDropped).toBe(errors?.dropped);
    const verdict = of(events, 'expect.fail').find(({ name }) => name === 'errors');
    const { sent = 0, kept = 0, dropped = 0 } = errors ?? {};
    expect(verdict?.observed).toContain(
      `${kept} of ${sent} error traces kept (expected ${sent}), 0 incomplete; policies: errors ${kept}; ` +
        `head sampling dropped ${dropped} before the tail sampler, and 0 were dropped after it`,
    );
    expect(verdict?.evidence.at(-1)).toMatchObject({
      label: 'data stopped at: service',
      text: expect.stringContaining(`the SDKs did not sample ${dropped} of ${sent} traces`) as string,
    });
    const accounted = of(events, 'expect.pass').find(({ name }) => name === 'accounted');
    expect(accounted?.observed).toMatch(/^0 unaccounted, [1-9]\d* dropped by head sampling$/);
  });

  it('does not take a loss behind a head sampler for head sampling', async () => {
    const { events } = await run({ failures: { headSampling: 2, loseBeforeSampling: 6 } });
    expect(failed(events)).toContain('accounted');
    expect(of(events, 'ledger')[0]?.unaccounted).toBeGreaterThan(10);
  });

  it('expects incomplete traces where a scenario does', async () => {
    const share = (incomplete: { min: number; max?: number }): Partial<ScenarioInput> => ({
      expectations: [{ type: 'traces', name: 'payments', class: 'payment', incomplete }],
    });
    const lacking = { withoutPaymentSpans: true };
    expect(failed((await run({ failures: lacking, changes: share({ min: 0.9 }) })).events)).toEqual([]);
    expect(failed((await run({ failures: lacking, changes: share({ min: 0, max: 0.5 }) })).events)).toEqual([
      'payments',
    ]);
    expect(failed((await run({ changes: share({ min: 0.9 }) })).events)).toEqual(['payments']);
  });
});

test('the sampled share is that of the requests that say so, and never 0', () => {
  const of = (...decisions: (boolean | undefined)[]): number =>
    sampledShare(decisions.map((sampled) => ({ ...request, ...(sampled === undefined ? {} : { sampled }) })));
  const request = { route: 'browse', sentAt: 0, durationMs: 1, warmUp: false, planted: false } as const;
  expect(of()).toBe(1);
  expect(of(undefined, undefined)).toBe(1);
  expect(of(true, false, undefined, false, false)).toBe(0.25);
  expect(of(false, false)).toBe(0.5);
});
