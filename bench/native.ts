import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { systemClock } from '../lib/clock.ts';
import { builtEntry } from '../lib/paths.ts';
import { waitUntil } from '../lib/wait.ts';
import { collectorArguments } from '../stack/components/arguments.ts';
import { type Endpoints, localUrl } from '../stack/components/endpoints.ts';
import { findFreePorts } from '../stack/components/free-ports.ts';
import { prepareConfig } from '../stack/pacing/prepare-config.ts';
import { StoreThread } from '../stack/stores/thread/store-thread.ts';
import type { Figure } from './figure.ts';
import { startStackProcess } from './stack-process.ts';
import { benchPace, benchThroughput } from './throughput.ts';

const readyMs = 60_000;

/** The native Collector: the program and its version. */
export interface NativeCollector {
  program: string;
  version: string;
}

/** The one that SANDBOX_OTELCOL names, or `otelcol-contrib` on the PATH; a sentence where neither can be started. */
export async function findNativeCollector(env: NodeJS.ProcessEnv): Promise<NativeCollector | string> {
  const program = env.SANDBOX_OTELCOL ?? 'otelcol-contrib';
  try {
    const { stdout } = await execa(program, ['--version'], { env, timeout: readyMs });
    return { program, version: stdout.trim() };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return `${program} --version failed: ${String(error)}`;
    return env.SANDBOX_OTELCOL === undefined
      ? 'otelcol-contrib is not on the PATH: install it, or name it with SANDBOX_OTELCOL'
      : `there is no ${program}, which SANDBOX_OTELCOL names`;
  }
}

/**
 * Spans per second through the embedded Collector and through the native one, one after the other: the same
 * configuration, spans and kinds of backends. The native one uses all cores, the embedded one a single thread.
 */
export async function benchNative({ program, version }: NativeCollector, seconds: number): Promise<Figure[]> {
  const stack = await startStackProcess('embedded', 'none');
  const folder = await mkdtemp(join(tmpdir(), 'bench-native-'));
  let running: NativeProcess | undefined;
  try {
    const embedded = await benchThroughput(stack.endpoints, seconds);
    running = await startNative(program, folder, stack.endpoints);
    const native = await benchThroughput({ ...stack.endpoints, collector: running.collector }, seconds);
    const [own, other] = [embedded[0]?.value ?? Number.NaN, native[0]?.value ?? Number.NaN];
    return [
      ...named('embedded', embedded),
      ...named('native', native),
      {
        name: 'embedded compared with native',
        value: own / other,
        unit: 'times as fast',
        goal: { value: 0.6, better: 'more' },
        note: version,
      },
    ];
  } finally {
    await running?.stop();
    await stack.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Only the embedded Collector has goals of its own. */
function named(which: string, figures: readonly Figure[]): Figure[] {
  return figures.map(({ goal, ...figure }) => ({
    ...figure,
    name: `${which}: ${figure.name}`,
    ...(goal && which === 'embedded' ? { goal } : {}),
  }));
}

interface NativeProcess {
  collector: Endpoints['collector'];
  stop(): Promise<void>;
}

async function startNative(program: string, folder: string, endpoints: Endpoints): Promise<NativeProcess> {
  const [grpc = 0, http = 0, metrics = 0, health = 0, api = 0, otlp = 0] = await findFreePorts(6);
  const store = new StoreThread({
    entry: builtEntry('stack/stores/traces/thread'),
    name: 'jaeger',
    ports: { api, otlp },
    onLine: () => undefined,
  });
  await store.open();
  const { collector: paced } = await prepareConfig({ pace: benchPace, target: join(folder, 'config') });
  const file = join(folder, 'native.yaml');
  const backends = { jaeger: localUrl(otlp), loki: endpoints.loki, prometheus: endpoints.prometheus };
  await writeFile(file, onThisMachine(await readFile(paced, 'utf8'), { grpc, http, metrics, health, backends }));
  const child = spawn(program, [`--config=${file}`, ...collectorArguments], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-2000)));
  const stop = async (): Promise<void> => {
    await ended(child);
    await store.end();
  };
  try {
    await untilHealthy(child, localUrl(health), () => log);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    collector: {
      otlpGrpc: `127.0.0.1:${grpc}`,
      otlpHttp: localUrl(http),
      health: localUrl(health),
      metrics: localUrl(metrics),
    },
    stop,
  };
}

export interface NativePlaces {
  grpc: number;
  http: number;
  metrics: number;
  health: number;
  /** Base URLs. */
  backends: { jaeger: string; loki: string; prometheus: string };
}

/** The configuration of a container with the addresses of this machine in place of its own. */
export function onThisMachine(text: string, { grpc, http, metrics, health, backends }: NativePlaces): string {
  const replacements: readonly [string, string][] = [
    ['0.0.0.0:4317', `127.0.0.1:${grpc}`],
    ['0.0.0.0:4318', `127.0.0.1:${http}`],
    ['0.0.0.0:13133', `127.0.0.1:${health}`],
    ['host: 0.0.0.0', 'host: 127.0.0.1'],
    ['port: 8888', `port: ${metrics}`],
    ['http://jaeger:4318', backends.jaeger],
    ['http://loki:3100', backends.loki],
    ['http://prometheus:9090', backends.prometheus],
  ];
  return replacements.reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`collector.yaml no longer has ${from}, which is replaced here`);
    return changed.replaceAll(from, to);
  }, text);
}

async function untilHealthy(child: ChildProcess, url: string, log: () => string): Promise<void> {
  const gone = new AbortController();
  child.once('error', (error) => gone.abort(error));
  child.once('exit', (code) => gone.abort(new Error(`the native Collector ended with code ${code}: ${log()}`)));
  const waited = await waitUntil(
    async () => ((await fetch(url)).ok ? { done: true, value: true } : { done: false, seen: 'not healthy' }),
    { timeoutMs: readyMs, clock: systemClock, signal: gone.signal },
  );
  if (!waited.ok) throw new Error(`the native Collector is not healthy after a minute: ${waited.lastSeen}; ${log()}`);
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 15_000);
  await exit;
  clearTimeout(force);
}
