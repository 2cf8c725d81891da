import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../lib/random.ts';
import { arrivalGaps } from '../../../scenarios/load/arrivals.ts';
import { Load } from '../../../scenarios/load/load.ts';
import { type PlannedRequest, RequestPlan } from '../../../scenarios/load/requests.ts';
import { plantedSecrets } from '../../../scenarios/load/planted-secrets.ts';
import type { Sent } from '../../../scenarios/load/sender.ts';
import type { LoadSpec } from '../../../scenarios/scenario.ts';
import { VirtualClock } from './virtual-clock.ts';

const spec = (changes: Partial<LoadSpec> = {}): LoadSpec => ({
  arrivalsPerSecond: 10,
  arrivals: 'even',
  routes: { browse: 1, product: 1, order: 1, 'read-order': 1 },
  maxInFlight: 100,
  ...changes,
});

/** A gateway that answers each request after `ms`. */
function start(
  clock: VirtualClock,
  answer: (request: PlannedRequest, n: number) => Sent,
  changes: Partial<LoadSpec> = {},
) {
  const sent: PlannedRequest[] = [];
  const sender = {
    async send(request: PlannedRequest): Promise<Sent> {
      sent.push(request);
      const made = answer(request, sent.length);
      await clock.sleep(made.durationMs);
      return made;
    },
    close: () => Promise.resolve(),
  };
  return { sent, load: new Load({ spec: spec(changes), sender, random: seededRandom(3), clock }) };
}

const ok = (durationMs = 10): Sent => ({ durationMs, status: 200, body: [{ id: 4 }] });

describe('Load', () => {
  it('sends at its rate however long answers take', async () => {
    const clock = new VirtualClock();
    const { load, sent } = start(clock, (_, n) => ok(n === 1 ? 10 : 5000));
    await clock.sleep(3000);
    expect(sent.length).toBeGreaterThanOrEqual(29);
    expect(sent.length).toBeLessThanOrEqual(31);
    expect(load.stats.inFlight).toBe(sent.length - 1);
    await load.stop();
    expect(load.stats).toMatchObject({ inFlight: 0, ok: sent.length, failed: 0, skipped: 0 });
  });

  it('reports what it did not send because too many were without an answer', async () => {
    const clock = new VirtualClock();
    const { load, sent } = start(clock, (_, n) => ok(n === 1 ? 10 : 5000), { maxInFlight: 5 });
    await clock.sleep(2050);
    expect(sent).toHaveLength(1 + 5);
    expect(load.stats.skipped).toBeGreaterThanOrEqual(14);
    await load.stop();
  });

  it('counts 5xx and requests without an answer as failed, with their reasons', async () => {
    const clock = new VirtualClock();
    const { load } = start(clock, (_, n): Sent => {
      if (n % 3 === 0) return { durationMs: 5, failure: 'ECONNREFUSED' };
      return n % 3 === 1 ? { durationMs: 5, status: 503, body: null } : ok(5);
    });
    await clock.sleep(1250);
    await load.stop();
    const { sent, ok: succeeded, failed, failures } = load.stats;
    expect(sent).toBe(succeeded + failed);
    expect(Object.keys(failures).sort()).toEqual(['ECONNREFUSED', 'HTTP 503']);
    expect(load.requests.filter(({ failure }) => failure === 'ECONNREFUSED')).toHaveLength(failures.ECONNREFUSED ?? 0);
  });

  it('reports the requests of the last seconds, and those of the warm-up', async () => {
    const clock = new VirtualClock();
    const { load } = start(clock, () => ok());
    await clock.sleep(2000);
    expect(load.recent(1000).length).toBeGreaterThanOrEqual(9);
    expect(load.recent(1000).length).toBeLessThanOrEqual(11);
    load.warmedUp();
    await clock.sleep(1000);
    await load.stop();
    const cold = load.requests.filter(({ warmUp }) => warmUp).length;
    expect(cold).toBeGreaterThanOrEqual(19);
    expect(load.requests.length - cold).toBeGreaterThanOrEqual(9);
  });

  it('sends nothing while it is paused', async () => {
    const clock = new VirtualClock();
    const { load, sent } = start(clock, () => ok());
    await clock.sleep(1000);
    load.pause();
    const before = sent.length;
    await clock.sleep(1000);
    expect(sent.length).toBe(before);
    load.resume();
    await clock.sleep(1000);
    expect(sent.length).toBeGreaterThan(before + 5);
    await load.stop();
  });
});

describe('RequestPlan', () => {
  const plan = (known = true) => {
    const made = new RequestPlan(spec().routes, seededRandom(1), { every: 3, values: plantedSecrets(seededRandom(9)) });
    if (known) made.learn('browse', [{ id: 7 }]);
    if (known) made.learn('order', { id: 'o-1' });
    return made;
  };
  const take = (from: RequestPlan, count: number) => Array.from({ length: count }, () => from.next());

  it('asks for what it knows, and for the catalog while it knows nothing', () => {
    const paths = new Set(take(plan(), 200).map(({ method, path }) => `${method} ${path.split('?', 1).join('')}`));
    expect([...paths].sort()).toEqual(['GET /orders/o-1', 'GET /products', 'GET /products/7', 'POST /orders']);
    expect(take(plan(), 50).find(({ route }) => route === 'order')?.body).toMatchObject({ productId: 7 });
    expect(new Set(take(plan(false), 50).map(({ route }) => route))).toEqual(new Set(['browse']));
  });

  it('names the route that is asked for, not the one that was drawn', () => {
    for (const { route, path } of take(plan(false), 50))
      expect([route, path.startsWith('/products')]).toEqual(['browse', true]);
  });

  it('chooses the same for the same seed', () => {
    expect(take(plan(), 100)).toEqual(take(plan(), 100));
  });

  it('plants both secrets in every third request, and says so', () => {
    const [token, password] = plantedSecrets(seededRandom(9));
    for (const [index, { path, planted }] of take(plan(), 30).entries()) {
      expect(planted).toBe(index % 3 === 2);
      expect(path.includes(`token=${token?.value ?? ''}&password=${password?.value ?? ''}`)).toBe(planted);
    }
  });
});

describe('plantedSecrets', () => {
  it('are the same for a seed, others for another, and need no encoding', () => {
    const values = plantedSecrets(seededRandom(1)).map(({ value }) => value);
    expect(plantedSecrets(seededRandom(1)).map(({ value }) => value)).toEqual(values);
    expect(plantedSecrets(seededRandom(2)).map(({ value }) => value)).not.toEqual(values);
    for (const value of values) expect(value).toMatch(/^[A-Za-z0-9]{28}$/);
    expect(new Set(values).size).toBe(2);
  });
});

describe('arrivalGaps', () => {
  it('have the mean of the rate, evenly or at random', () => {
    const mean = (kind: 'poisson' | 'even') => {
      const gaps = arrivalGaps(20, kind, seededRandom(5));
      let sum = 0;
      for (let i = 0; i < 5000; i += 1) sum += gaps.next().value;
      return sum / 5000;
    };
    expect(mean('even')).toBeCloseTo(50, 6);
    expect(Math.abs(mean('poisson') - 50)).toBeLessThan(3);
  });
});
