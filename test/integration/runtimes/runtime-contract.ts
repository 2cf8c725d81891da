import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ComponentName } from '../../../stack/components/component.ts';
import { entryUrl } from '../../../stack/components/endpoints.ts';
import type { BootOptions, ComponentEvent, RunningStack, Runtime } from '../../../stack/runtimes/runtime.ts';
import { faultContract, stopContract } from './fault-contract.ts';
import { serviceFaultContract } from './service-fault-contract.ts';
import { listeners } from './listeners.ts';

/** What every implementation of the port `Runtime` owes its callers. */
export function runtimeContract(runtime: Runtime, components: readonly ComponentName[]): void {
  describe('boots and stops', () => bootContract(runtime, components));
  describe('injects faults into its components', () => faultContract(runtime, components));
  describe('injects faults into its services', () => serviceFaultContract(runtime));
  describe('stops with faults on', () => stopContract(runtime));
}

function bootContract(runtime: Runtime, components: readonly ComponentName[]): void {
  let folder: string;
  let events: ComponentEvent[];
  let pids: number[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-contract-'));
    chmodSync(folder, 0o711);
    events = [];
    pids = [];
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const boot = (more: Partial<BootOptions> = {}): Promise<RunningStack> =>
    runtime.boot({
      ...{ ports: 'auto', pace: 20, seed: 1, folder },
      onComponent: (event) => events.push(event),
      onProcess: ({ pid }) => pids.push(pid),
      ...more,
    });
  const statesOf = (name: ComponentName): string[] =>
    events.filter((event) => event.name === name && event.state !== 'building').map(({ state }) => state);
  const expectNothingRuns = (): void => {
    expect(pids.filter(isAlive)).toEqual([]);
  };

  test('every component reports its start, is ready, answers, and stops', async () => {
    const stack = await boot();
    try {
      const statuses = await stack.components();
      expect(statuses.map(({ name, state }) => `${name} ${state}`).sort()).toEqual(
        components.map((name) => `${name} ready`).sort(),
      );
      const { gateway, collector, jaeger, prometheus, loki, control } = stack.endpoints;
      const answers = [
        `${gateway}/health`,
        `${collector.health}/`,
        `${collector.metrics}/metrics`,
        `${jaeger}/api/v3/services`,
        `${prometheus}/-/ready`,
        `${loki}/ready`,
        ...Object.values(control).map((base) => `${base}/faults`),
      ];
      for (const url of answers) expect(`${url} ${(await fetch(url)).status}`).toBe(`${url} 200`);
      // Those of containers are in docker-compose.yml.
      if (runtime.kind === 'embedded' && process.platform === 'linux') {
        const heard = listeners([process.pid]);
        expect(heard.filter((address) => !address.startsWith('127.0.0.1:'))).toEqual([]);
        expect(heard).toEqual(expect.arrayContaining([...new Set(answers.map((url) => new URL(url).host))]));
        expect(heard).toContain(collector.otlpGrpc);
      }
    } finally {
      await stack.stop();
    }
    for (const name of components) expect(statesOf(name), name).toEqual(['starting', 'ready', 'stopped']);
    await stack.stop();
    expectNothingRuns();
    await expect(fetch(entryUrl(stack.endpoints))).rejects.toThrow();
  });

  test.each(components)('a boot that is aborted when %s is ready leaves nothing', async (name) => {
    const abort = new AbortController();
    const reason = new Error('aborted');
    const booting = boot({
      signal: abort.signal,
      onComponent: (event) => {
        events.push(event);
        if (event.name === name && event.state === 'ready') abort.abort(reason);
      },
    });
    // The last to be ready may find the boot complete.
    const stack = await booting.catch((error: unknown) => {
      expect(error).toBe(reason);
      return undefined;
    });
    await stack?.stop();
    expect(events.filter(({ state }) => state === 'failed')).toEqual([]);
    expectNothingRuns();
  });

  test('a component that cannot start is reported, is named in the error, and ends the boot of the others', async () => {
    const configFolder = join(folder, 'mine');
    mkdirSync(configFolder);
    writeFileSync(join(configFolder, 'collector.yaml'), 'receivers: {nothing_like_it: {}}\n');
    await expect(boot({ configFolder })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/collector.*nothing_like_it/s) as string,
    });
    expect(statesOf('otel-collector')).toEqual(['starting', 'failed']);
    expect(events.filter(({ state }) => state === 'failed').map(({ name }) => name)).toEqual(['otel-collector']);
    expectNothingRuns();
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
