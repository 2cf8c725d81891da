import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { builtEntry } from '../lib/paths.ts';
import type { ComponentStatus } from '../stack/components/component.ts';
import type { Endpoints } from '../stack/components/endpoints.ts';
import type { RuntimeKind } from '../stack/runtimes/runtime.ts';

export type FromHost =
  | { type: 'ready'; ms: number; readyAt: Record<string, number>; endpoints: Endpoints }
  | { type: 'components'; components: ComponentStatus[] }
  | { type: 'failed'; message: string }
  | { type: 'stopped'; ms: number };

export type ToHost = 'components' | 'stop';

/** A stack that runs in a process of its own; times are in milliseconds since that process began. */
export interface StackProcess {
  pid: number;
  ms: number;
  readyAt: Record<string, number>;
  endpoints: Endpoints;
  components(): Promise<ComponentStatus[]>;
  /** Resolves with the milliseconds that the teardown took. */
  stop(): Promise<number>;
}

/** @param services `none`: the backends alone */
export async function startStackProcess(
  runtime: RuntimeKind = 'embedded',
  services: 'core' | 'none' = 'core',
): Promise<StackProcess> {
  const child = fork(builtEntry('bench/stack-host'), [runtime, services], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const answer = await nextMessage(child);
  if (answer.type !== 'ready') throw new Error(answer.type === 'failed' ? answer.message : 'the stack stopped');
  return {
    pid: child.pid ?? 0,
    ms: answer.ms,
    readyAt: answer.readyAt,
    endpoints: answer.endpoints,
    async components() {
      const message = nextMessage(child);
      child.send('components' satisfies ToHost);
      const answer = await message;
      return answer.type === 'components' ? answer.components : [];
    },
    async stop() {
      const stopped = nextMessage(child);
      const ended = once(child, 'exit');
      child.send('stop' satisfies ToHost);
      const message = await stopped;
      await ended;
      return message.type === 'stopped' ? message.ms : Number.NaN;
    },
  };
}

async function nextMessage(child: ChildProcess): Promise<FromHost> {
  const answered = new AbortController();
  const { signal } = answered;
  const gone = once(child, 'exit', { signal }).then(() => {
    throw new Error('the process of the stack ended without a word');
  });
  gone.catch(() => undefined);
  try {
    const [message] = (await Promise.race([once(child, 'message', { signal }), gone])) as [FromHost];
    return message;
  } finally {
    answered.abort();
  }
}
