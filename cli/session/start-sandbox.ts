import type { ComponentEvent, RunningStack } from '../../stack/runtimes/runtime.ts';
import { openSession } from '../../stack/session/open-session.ts';
import { workbenchPort } from '../../stack/components/ports.ts';
import type { Session } from '../../stack/session/session.ts';
import type { Lifetime } from '../lifetime.ts';
import type { StartArguments } from '../options.ts';
import { availableServices, requireAvailable } from './available-services.ts';
import { resolveConfigFolder } from './config-folder.ts';
import { chooseRuntime, portsOf } from './runtimes.ts';

/** Receives events of a sandbox during and after its boot. */
export interface SandboxObserver {
  onComponent: (event: ComponentEvent) => void;
  /** Information for the user, such as the selected runtime. */
  onNotice: (text: string) => void;
  /** Serves the web UI of the session, before anything boots. */
  serveWorkbench?: (session: Session) => Promise<void>;
}

export interface StartedSandbox {
  session: Session;
  stack: RunningStack;
  /** Tears it down. */
  stop: () => Promise<void>;
}

/** Starts a sandbox in this process. If the boot fails or is interrupted, the teardown is complete before this rejects. */
export async function startSandbox(
  options: StartArguments & { command: string; keep: boolean },
  { state, lifetime }: { state: string; lifetime: Lifetime },
  { onComponent, onNotice, serveWorkbench }: SandboxObserver,
): Promise<StartedSandbox> {
  lifetime.watch();
  const configFolder = options.config === undefined ? undefined : resolveConfigFolder(options.config);
  const chosen = await chooseRuntime(options.runtime, options.services);
  lifetime.signal.throwIfAborted();
  if (chosen.why !== undefined) onNotice(`runtime: ${chosen.kind} (${chosen.why})`);

  await requireAvailable(options.required ?? [], chosen.kind);
  const services = await availableServices(options.services, chosen.kind, onNotice);
  const { command, pace, seed, sampling, headSampling, ports, keep } = options;
  const session = await openSession({
    ...{ state, command, pace, seed, sampling, headSampling, ports, services, keep, onComponent, onNotice },
    runtime: chosen.kind,
    publishedPorts: [...portsOf(chosen.kind, services), ...(serveWorkbench ? [workbenchPort] : [])],
  });
  const disown = lifetime.own(session);
  const stop = async (): Promise<void> => {
    await session.stop();
    disown();
  };
  lifetime.signal.addEventListener('abort', () => session.requestStop(lifetime.signal.reason));
  try {
    lifetime.signal.throwIfAborted();
    await serveWorkbench?.(session);
    const stack = await session.boot(await chosen.load(), configFolder);
    return { session, stack, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
