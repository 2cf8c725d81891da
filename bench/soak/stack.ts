import { setTimeout as delay } from 'node:timers/promises';
import { formatBytes } from '../../lib/format/bytes.ts';
import { processTreeMemory } from '../../lib/process-memory.ts';
import type { Figure } from '../figure.ts';
import { type StackProcess, startStackProcess } from '../stack-process.ts';
import { accountFor, readAll, readStores, settle } from './accounts.ts';
import { Pressure, type SentItems } from './pressure.ts';

export interface StackSoakOptions {
  minutes: number;
  /** Requests per second of spans and of log records; as many as the Collector takes if it is left out. */
  requestsPerSecond?: number;
  say: (text: string) => void;
}

const everyMs = 5_000;
/** For the stores to fill up: until then their memory grows. */
const fillMs = 300_000;
const mostGrowth = 10;

/** Memory in bytes: of all, and of the components that are in the process. */
type Sample = Record<string, number>;

/**
 * Sends spans and log records to the embedded Collector for some minutes, once the stores are full, and reports whether
 * memory stays level and what happened to everything that was sent.
 */
export async function soakStack({ minutes, requestsPerSecond, say }: StackSoakOptions): Promise<Figure[]> {
  const stack = await startStackProcess('embedded', 'none');
  try {
    const { endpoints } = stack;
    const url = endpoints.collector.otlpHttp;
    const before = await readAll(endpoints);
    say('filling the stores ...');
    const filling = new Pressure({ url, errorEvery: 1 });
    await full(stack, say);
    await filling.stop();
    say('measuring ...');
    const pressure = new Pressure({ url, requestsPerSecond });
    const samples: Sample[] = [];
    const problems: string[] = [];
    for (const end = performance.now() + minutes * 60_000; performance.now() < end;) {
      await delay(everyMs);
      samples.push(await sample(stack));
      problems.push(...(await ask(stack)));
      say(
        Object.entries(samples.at(-1) ?? {})
          .map(([name, bytes]) => `${name} ${formatBytes(bytes)}`)
          .join(', '),
      );
    }
    await pressure.stop();
    const sent = { spans: sum(filling.spans, pressure.spans), records: sum(filling.records, pressure.records) };
    const after = await settle(endpoints, before, sent.spans);
    for (const problem of problems) say(problem);
    const restarts = (await stack.components()).flatMap(({ name, restarts: ended }) =>
      ended ? [`${name}: ${ended.reason}`] : [],
    );
    return [
      ...memoryFigures(samples),
      ...accountFor(sent, before, after),
      { name: 'queries without an answer', value: problems.length, unit: '', goal: { value: 0, better: 'less' } },
      {
        name: 'components that ended',
        value: restarts.length,
        unit: '',
        goal: { value: 0, better: 'less' },
        note: restarts.join('; '),
      },
    ];
  } finally {
    await stack.stop();
  }
}

/** Waits until both stores have evicted something. */
async function full({ endpoints }: StackProcess, say: (text: string) => void): Promise<void> {
  for (const end = performance.now() + fillMs; performance.now() < end;) {
    await delay(everyMs);
    const { traces, logs } = await readStores(endpoints);
    say(`${traces.stored} spans and ${logs.stored} log records are stored`);
    if (traces.evicted > 0 && logs.evicted > 0) return;
  }
  say('the stores are not full: their memory may still grow');
}

async function sample(stack: StackProcess): Promise<Sample> {
  const all: Sample = { everything: (await processTreeMemory(stack.pid)) ?? Number.NaN };
  for (const { name, memoryBytes } of await stack.components()) {
    if (['otel-collector', 'prometheus', 'jaeger', 'loki'].includes(name)) all[name] = memoryBytes ?? Number.NaN;
  }
  return all;
}

/** What a user would look at meanwhile. */
async function ask({ endpoints }: StackProcess): Promise<string[]> {
  const [start, end] = [Date.now() - 60_000, Date.now()].map((ms) => new Date(ms).toISOString());
  const paths = [
    `${endpoints.jaeger}/api/v3/traces?query.serviceName=bench&query.searchDepth=20&query.startTimeMin=${start}&query.startTimeMax=${end}`,
    `${endpoints.loki}/loki/api/v1/query_range?query=${encodeURIComponent('{service_name="bench"} |= "order 7 "')}&start=${start}&end=${end}`,
    `${endpoints.prometheus}/api/v1/query?query=${encodeURIComponent('sum(rate(otelcol_receiver_accepted_spans_total[1m]))')}`,
  ];
  const answers = paths.map(async (path) => {
    const answer = await fetch(path, { signal: AbortSignal.timeout(30_000) });
    const text = await answer.text();
    // 404: there is no trace of the last minute.
    return answer.ok || answer.status === 404 ? [] : [`${path}: ${answer.status} ${text.slice(0, 200)}`];
  });
  const settled = await Promise.allSettled(answers);
  return settled.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : one.value));
}

function sum(a: SentItems, b: SentItems): SentItems {
  return { accepted: a.accepted + b.accepted, refused: a.refused + b.refused, failed: a.failed + b.failed };
}

/** The first and the last third; only that of everything has to stay level, as the parts take turns. */
function memoryFigures(samples: readonly Sample[]): Figure[] {
  const third = Math.max(1, Math.floor(samples.length / 3));
  const mean = (part: readonly Sample[], name: string): number =>
    part.reduce((total, one) => total + (one[name] ?? Number.NaN), 0) / Math.max(1, part.length) / 1e6;
  return Object.keys(samples[0] ?? {}).flatMap((name): Figure[] => {
    const [first, last] = [mean(samples.slice(0, third), name), mean(samples.slice(-third), name)];
    const growth = { name: `growth of it`, value: Math.max(0, (100 * (last - first)) / first), unit: '%' };
    return [
      { name: `memory of ${name}, first third`, value: first, unit: 'MB', note: `mean of ${third} readings` },
      { name: `memory of ${name}, last third`, value: last, unit: 'MB' },
      ...(name === 'everything' ? [{ ...growth, goal: { value: mostGrowth, better: 'less' as const } }] : []),
    ];
  });
}
