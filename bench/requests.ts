import { readFile } from 'node:fs/promises';
import { systemClock } from '../lib/clock.ts';
import { seededRandom } from '../lib/random.ts';
import { baseline } from '../scenarios/catalog/baseline.ts';
import { Load } from '../scenarios/load/load.ts';
import { httpSender, loadUserAgent } from '../scenarios/load/sender.ts';
import { processTreeMemory } from '../lib/process-memory.ts';
import { type Figure, quantile } from './figure.ts';
import { entryUrl } from '../stack/components/endpoints.ts';
import type { StackProcess } from './stack-process.ts';

const maxInFlight = 200;

/**
 * What one rate of requests through all three services costs, for `seconds`; memory is of everything, the database
 * included.
 */
export async function benchRate(stack: StackProcess, rate: number, seconds: number): Promise<Figure[]> {
  const sender = httpSender({ gateway: entryUrl(stack.endpoints), userAgent: loadUserAgent, connections: maxInFlight });
  const cpuBefore = await cpuSeconds(stack.pid);
  const spec = { ...baseline.load, arrivalsPerSecond: rate, maxInFlight };
  const load = new Load({ spec, sender, random: seededRandom(rate), clock: systemClock });
  await systemClock.sleep(seconds * 1000);
  await load.stop();
  const cpu = (await cpuSeconds(stack.pid)) - cpuBefore;
  const memory = (await processTreeMemory(stack.pid)) ?? Number.NaN;
  await sender.close();
  const { sent, ok, skipped, failed } = load.stats;
  const at = `at ${rate}/s`;
  const lost = skipped + failed > 0 ? `, ${skipped} not sent for want of room, ${failed} failed` : '';
  const durations = load.requests.map(({ durationMs }) => durationMs);
  return [
    { name: `requests answered ${at}`, value: ok / seconds, unit: '/s', note: `${sent} sent in ${seconds}s${lost}` },
    { name: `p99 ${at}`, value: quantile(durations, 0.99), unit: 'ms' },
    {
      name: `CPU per request ${at}`,
      value: (cpu * 1000) / Math.max(1, ok),
      unit: 'ms',
      note: 'everything but the load',
    },
    { name: `memory ${at}`, value: memory / 1e6, unit: 'MB' },
  ];
}

/** The memory of everything after some ordinary traffic. */
export async function benchMemory(stack: StackProcess, seconds: number): Promise<Figure[]> {
  const [, , , memory] = await benchRate(stack, 10, seconds);
  return [
    {
      name: 'memory of everything',
      value: memory?.value ?? Number.NaN,
      unit: 'MB',
      goal: { value: 600, better: 'less' },
      note: `shared pages counted once (PSS), after ${seconds}s of 10 requests/s`,
    },
  ];
}

/** Processor seconds of a process and its descendants that still run; 0 without /proc. */
async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // Behind the name in parentheses: utime and stime are the 12th and 13th fields, in hundredths of a second.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const own = (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const theirs = await Promise.all(children.split(' ').filter(Boolean).map(Number).map(cpuSeconds));
  return theirs.reduce((sum, seconds) => sum + seconds, own);
}
