import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isMap, isSeq, parseDocument } from 'yaml';
import { configFolder } from '../../../lib/paths.ts';
import { catalog, findScenario } from '../../../scenarios/catalog/index.ts';
import type { RunEvent } from '../../../scenarios/run/events.ts';
import { runScenario } from '../../../scenarios/run/run-scenario.ts';
import { embeddedRuntime } from '../../../stack/runtimes/embedded/runtime.ts';
import type { RunningStack } from '../../../stack/runtimes/runtime.ts';

const pace = 20;
const patienceMs = 240_000;

interface Booted {
  stack: RunningStack;
  folder: string;
}

async function boot(overrides?: (folder: string) => Promise<void>): Promise<Booted> {
  const folder = await mkdtemp(join(tmpdir(), 'sandbox-scenarios-'));
  const config = join(folder, 'overrides');
  if (overrides) {
    await mkdir(config);
    await overrides(config);
  }
  const run = join(folder, 'run');
  await mkdir(run);
  const stack = await embeddedRuntime.boot({
    ports: 'auto',
    pace,
    seed: 1,
    folder: run,
    onComponent: () => undefined,
    ...(overrides ? { configFolder: config } : {}),
  });
  return { stack, folder };
}

async function shutDown({ stack, folder }: Booted): Promise<void> {
  await stack.stop();
  await rm(folder, { recursive: true, force: true });
}

async function run({ stack }: Booted, name: string, withFaults = true): Promise<RunEvent[]> {
  const scenario = findScenario(name);
  if (!scenario) throw new Error(`there is no scenario ${name}`);
  const events: RunEvent[] = [];
  const deps = { endpoints: stack.endpoints, runtime: stack.runtime, pace, seed: 1, withFaults };
  for await (const event of runScenario(scenario, deps)) events.push(event);
  return events;
}

type Of<T extends RunEvent['type']> = RunEvent & { type: T };
const of = <T extends RunEvent['type']>(events: RunEvent[], type: T): Of<T>[] =>
  events.filter((event): event is Of<T> => event.type === type);

/** What did not hold, with what was seen, so that a failing test shows it. */
function complaints(events: RunEvent[]): unknown[] {
  const [end] = of(events, 'run.end');
  const failed = of(events, 'expect.fail').map(({ name, observed, evidence }) => ({ name, observed, evidence }));
  return end?.error ? [...failed, end.error] : failed;
}

/** The Collector's configuration with one change. */
async function changedCollector(
  folder: string,
  change: (document: ReturnType<typeof parseDocument>) => void,
): Promise<void> {
  const document = parseDocument(await readFile(join(configFolder, 'collector.yaml'), 'utf8'), { merge: true });
  change(document);
  await writeFile(join(folder, 'collector.yaml'), document.toString());
}

describe('every scenario on the embedded runtime', () => {
  let booted: Booted;
  beforeAll(async () => {
    booted = await boot();
  });
  afterAll(() => shutDown(booted));

  it.each(catalog.map(({ name }) => name))('%s passes', { timeout: patienceMs }, async (name) => {
    const events = await run(booted, name);
    expect(complaints(events)).toEqual([]);
    expect(of(events, 'run.end')[0]).toMatchObject({ result: 'pass', exitCode: 0 });
    expect(of(events, 'ledger')[0]?.unaccounted).toBe(0);
  });

  const withAlert = catalog.filter(({ expectations }) => expectations.some(({ type }) => type === 'alert-life'));
  it.each(withAlert.map(({ name }) => name))(
    '%s leaves its alert quiet without its fault',
    { timeout: patienceMs },
    async (name) => {
      const events = await run(booted, name, false);
      expect(complaints(events)).toEqual([]);
      expect(of(events, 'run.end')[0]).toMatchObject({ result: 'pass', exitCode: 0 });
      expect(of(events, 'alert')).toEqual([]);
      expect(of(events, 'fault.start')).toEqual([]);
      expect(of(events, 'expect.skip').length).toBeGreaterThan(0);
    },
  );
});

describe('a configuration with a defect', () => {
  it(
    'without the errors policy loses errors, and the run says which class and where',
    { timeout: patienceMs },
    async () => {
      const booted = await boot((folder) =>
        changedCollector(folder, (document) => {
          const policies: unknown = document.getIn(['processors', 'tail_sampling', 'policies']);
          if (!isSeq(policies)) throw new Error('no policies');
          policies.items = policies.items.filter((item) => isMap(item) && item.get('name') !== 'errors');
        }),
      );
      try {
        const events = await run(booted, 'error-burst');
        expect(of(events, 'run.end')[0]).toMatchObject({ result: 'fail', exitCode: 1 });
        const verdict = of(events, 'expect.fail').find(({ name }) => name === 'every error is kept');
        const diagnosis = verdict?.evidence.find(({ label }) => label === 'data stopped at: sampler');
        expect(diagnosis?.text).toMatch(/class error: \d+ of \d+ traces lost; .*no policy claimed the lost ones/);
        expect(of(events, 'ledger')[0]?.unaccounted).toBe(0);
      } finally {
        await shutDown(booted);
      }
    },
  );

  it(
    'without redaction leaks secrets, and the run names backend, signal and attribute',
    { timeout: patienceMs },
    async () => {
      const booted = await boot((folder) =>
        changedCollector(folder, (document) => {
          const pipelines: unknown = document.getIn(['service', 'pipelines']);
          if (!isMap(pipelines)) throw new Error('no pipelines');
          for (const { key } of pipelines.items) {
            const processors: unknown = document.getIn(['service', 'pipelines', key, 'processors']);
            if (!isSeq(processors)) continue;
            processors.items = processors.items.filter((item) => String(item) !== 'transform/redaction');
          }
        }),
      );
      try {
        const events = await run(booted, 'secret-leak');
        expect(of(events, 'run.end')[0]).toMatchObject({ result: 'fail', exitCode: 1 });
        const labels = of(events, 'expect.fail').flatMap(({ evidence }) => evidence.map(({ label }) => label));
        expect(labels).toContain('token in jaeger, trace, url.query');
        expect(labels).toContain('token in loki, log, line');
      } finally {
        await shutDown(booted);
      }
    },
  );
});
