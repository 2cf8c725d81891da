import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { adaptCollector } from '../check/inputs/collector/adapt-collector.ts';
import { runSimulation } from '../check/run/run-simulation.ts';
import { findAll } from '../check/findings/definition.ts';
import { findingDefinitions } from '../check/findings/index.ts';
import { readFindingInputs } from '../check/findings/inputs.ts';
import { shopTraffic } from '../check/inputs/traffic/shop-traffic.ts';
import { configFolder } from '../lib/paths.ts';
import { ensureEngine } from '../stack/engine/build/ensure-engine.ts';
import { loadEngine } from '../stack/engine/load.ts';
import { readConfig } from '../simulation/stack/read-config.ts';
import type { Figure } from './figure.ts';

const minute = 60_000;
const requestsPerMinute = 10_000;

/**
 * A check of the sandbox's own configuration with ten thousand requests a virtual minute for thirty minutes: how long
 * it takes, how it is distributed over the parts, and whether memory grows with the simulated traffic.
 */
export async function benchCheck(): Promise<Figure[]> {
  const engine = await loadEngine(await ensureEngine());
  const config = readConfig();
  const collector = adaptCollector({
    files: ['collector.yaml'],
    env: {},
    readFile: (file) => readFileSync(join(configFolder, file), 'utf8'),
  });
  const shop = shopTraffic();
  const traffic = {
    ...shop,
    arrivalsPerSecond: requestsPerMinute / 60,
    // Without the outage, in which no requests are simulated.
    faultSchedule: shop.faultSchedule
      .filter(({ faults }) => faults.every(({ fault }) => fault !== 'down'))
      .map((step) => ({ ...step, forMs: 5 * minute, recoveryMs: 2.5 * minute })),
  };
  const memory: { at: number; rss: number; heapUsed: number }[] = [];
  let times = { model: 0, capture: 0, counting: 0 };
  const begin = performance.now();
  const cpuBefore = process.cpuUsage();
  const simulation = await runSimulation(
    {
      engine,
      collector,
      prometheus: { files: config.files, path: config.prometheus },
      traffic,
      seed: 1,
      headSampling: 1,
      secrets: [/password=\w+/],
      onEvent: ({ type, time }) => {
        if (type === 'load') memory.push({ at: Date.parse(time), ...process.memoryUsage() });
      },
      onTimes: (measured) => (times = measured),
    },
    async (observations) => {
      const inputs = await readFindingInputs({ collector, observations });
      return { observations, findings: await findAll(findingDefinitions, inputs) };
    },
  );
  const wallMs = performance.now() - begin;
  const { user, system } = process.cpuUsage(cpuBefore);
  const { observations, findings } = simulation;
  const { start, end } = observations.timeline;
  const peak = (of: 'rss' | 'heapUsed', from: number, to: number): number =>
    Math.max(...memory.filter(({ at }) => at >= from && at <= to).map((one) => one[of])) / 2 ** 20;
  const third = (end - start) / 3;
  const requests = observations.classes.reduce((sum, { sent }) => sum + sent, 0);
  const mustBeKept = observations.classes.filter((one) => ['error', 'slow'].includes(one.class));
  const lost = mustBeKept.reduce((sum, { sent, kept }) => sum + sent - kept, 0);
  const share = (ms: number): number => (100 * ms) / wallMs;
  const inside = times.model + times.capture + times.counting;
  return [
    {
      name: `check of ${Math.round((end - start) / minute)} minutes at ${requestsPerMinute} requests/min`,
      value: wallMs / 1000,
      unit: 's',
      note: `${requests} requests, ${observations.sent.traces.items} spans in`,
    },
    {
      name: 'processor time of it',
      value: (user + system) / 1e6,
      unit: 's',
      note: 'nearly all of one thread; the wall time is this on an idle machine',
    },
    {
      name: 'spans in per second of this machine',
      value: observations.sent.traces.items / (wallMs / 1000),
      unit: '/s',
    },
    { name: 'peak memory in the first third', value: peak('rss', start, start + third), unit: 'MiB' },
    {
      name: 'peak memory in the last third',
      value: peak('rss', end - third, end),
      unit: 'MiB',
      note: 'bounded if it is alike; what grows is within the Collector and Prometheus',
    },
    {
      name: 'peak JavaScript heap, first third',
      value: peak('heapUsed', start, start + third),
      unit: 'MiB',
      note: 'the books of the check, with what is not collected yet',
    },
    { name: 'peak JavaScript heap, last third', value: peak('heapUsed', end - third, end), unit: 'MiB' },
    { name: 'time in the model', value: share(times.model), unit: '%', note: 'without the encoding of exports' },
    { name: 'time in capture', value: share(times.capture), unit: '%' },
    { name: 'time in counting what is sent', value: share(times.counting), unit: '%' },
    {
      name: 'time in Collector and Prometheus',
      value: share(wallMs - inside),
      unit: '%',
      note: 'what remains, with the encoding of exports and the network between',
    },
    { name: 'errors and slow traces lost', value: lost, unit: '', goal: { value: 0, better: 'less' } },
    {
      name: 'errors found',
      value: findings.filter(({ severity }) => severity === 'error').length,
      unit: '',
      goal: { value: 0, better: 'less' },
    },
  ];
}
