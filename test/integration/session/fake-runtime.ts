import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../../lib/errors.ts';
import type { ComponentName } from '../../../stack/components/component.ts';
import type { BootOptions, ComponentEvent, RunningStack, Runtime } from '../../../stack/runtimes/runtime.ts';

export interface FakeRuntimeOptions {
  /** Ends the boot after its processes have started. */
  failWith?: UserError;
  /** Never becomes ready, until it is aborted. */
  hang?: boolean;
  /** Loses track of its processes when it is stopped. */
  forgetful?: boolean;
  /** Injects faults into its components; by default every fault is accepted and reported, and nothing is done. */
  injector?: Pick<RunningStack, 'applyFault' | 'rollBackFault'>;
}

const here = 'http://127.0.0.1:1';

/** A runtime whose components are sleeping processes: they start and end for real, and answer nothing. */
export function fakeRuntime(options: FakeRuntimeOptions = {}): Runtime {
  const { failWith, hang = false, forgetful = false, injector } = options;
  return {
    kind: 'embedded',
    async boot({ folder, pace, signal, onComponent, onProcess }: BootOptions): Promise<RunningStack> {
      const report = (name: ComponentName, state: ComponentEvent['state']): void =>
        onComponent({ type: 'component', time: new Date().toISOString(), name, state });
      mkdirSync(join(folder, 'logs'), { recursive: true });
      const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      const exited = once(child, 'exit');
      report('order', 'starting');
      onProcess?.({ pid: child.pid ?? 0, name: 'order' });
      const stop = async (): Promise<void> => {
        if (forgetful) return;
        child.kill();
        await exited;
        report('order', 'stopped');
      };
      if (failWith) {
        writeFileSync(join(folder, 'logs', 'order.log'), '2026-01-02T03:04:05.000Z the reason, in its own words\n');
        report('order', 'failed');
        await stop();
        throw failWith;
      }
      if (hang && signal) {
        if (!signal.aborted) await once(signal, 'abort');
        await stop();
        signal.throwIfAborted();
      }
      report('order', 'ready');
      return {
        runtime: 'embedded',
        pace,
        endpoints: {
          gateway: here,
          collector: { otlpGrpc: '127.0.0.1:1', otlpHttp: here, health: here, metrics: here },
          jaeger: here,
          prometheus: here,
          loki: here,
          control: { gateway: here, order: here, payment: here },
        },
        components: () => Promise.resolve([{ name: 'order', state: 'ready', memoryBytes: 42 }]),
        ...(injector ?? {
          applyFault: ({ component }) => Promise.resolve().then(() => report(component, 'stopped')),
          rollBackFault: ({ component }) => Promise.resolve().then(() => report(component, 'ready')),
        }),
        stop,
      };
    },
  };
}
