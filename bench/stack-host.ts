import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '../lib/errors.ts';
import type { RunningStack, Runtime } from '../stack/runtimes/runtime.ts';
import type { FromHost, ToHost } from './stack-process.ts';

// A process with a booted stack in it, so that what measures does not share its thread, its memory or its start.
const say = (message: FromHost): void => void process.send?.(message);
const folder = mkdtempSync(join(tmpdir(), 'sandbox-bench-'));
chmodSync(folder, 0o711);
const readyAt: Record<string, number> = {};
const stopping = new AbortController();
let stack: RunningStack | undefined;

const stop = async (): Promise<void> => {
  stopping.abort();
  const start = performance.now();
  await stack?.stop();
  rmSync(folder, { recursive: true, force: true });
  if (process.connected) {
    process.send?.({ type: 'stopped', ms: performance.now() - start } satisfies FromHost, () => process.exit(0));
  } else process.exit(0);
};
process.on('disconnect', () => void stop());
process.on('message', (message: ToHost) => {
  if (message === 'stop') void stop();
  else void stack?.components().then((components) => say({ type: 'components', components }));
});
process.on('SIGINT', () => undefined);

async function runtime(): Promise<Runtime> {
  if (process.argv[2] === 'docker') return (await import('../stack/runtimes/docker/runtime.ts')).dockerRuntime;
  return (await import('../stack/runtimes/embedded/runtime.ts')).embeddedRuntime;
}

try {
  const implementation = await runtime();
  stack = await implementation.boot({
    ports: 'auto',
    pace: 20,
    seed: 1,
    folder,
    ...(process.argv[3] === 'none' ? { services: [] } : {}),
    signal: stopping.signal,
    // Since the start of the process, as the user waits for it.
    onComponent: ({ name, state }) => {
      if (state === 'ready') readyAt[name] = performance.now();
    },
  });
  say({ type: 'ready', ms: performance.now(), readyAt, endpoints: stack.endpoints });
} catch (error) {
  say({ type: 'failed', message: messageOf(error) });
  await stop();
}
