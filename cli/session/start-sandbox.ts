import type { ComponentEvent, RunningStack } from '../../stack/runtimes/runtime.ts';
import { openSession } from '../../stack/session/open-session.ts';
import type { Session } from '../../stack/session/session.ts';
import type { Lifetime } from '../lifetime.ts';
import type { BootArguments } from '../options.ts';
import { resolveConfigFolder } from './config-folder.ts';
import { chooseRuntime } from './runtimes.ts';

/** What is told while a sandbox starts and afterwards. */
export interface SandboxObserver {
  onComponent: (event: ComponentEvent) => void;
  /** What a person should know beside it, such as which runtime was taken. */
  onNotice: (text: string) => void;
}

export interface StartedSandbox {
  session: Session;
  stack: RunningStack;
  /** Ends it and gives up the responsibility for it. */
  stop: () => Promise<void>;
}

/** Starts a sandbox that belongs to this process; when that fails or is interrupted, nothing of it is left when this rejects. */
export async function startSandbox(
  options: BootArguments & { command: string; keep: boolean },
  { state, lifetime }: { state: string; lifetime: Lifetime },
  { onComponent, onNotice }: SandboxObserver,
): Promise<StartedSandbox> {
  lifetime.watch();
  const configFolder = options.config === undefined ? undefined : resolveConfigFolder(options.config);
  const chosen = await chooseRuntime(options.runtime);
  lifetime.signal.throwIfAborted();
  if (chosen.why !== undefined) onNotice(`runtime: ${chosen.kind} (${chosen.why})`);

  const { command, pace, seed, ports, keep } = options;
  const session = await openSession({
    ...{ state, command, pace, seed, ports, keep, onComponent, onNotice },
    runtime: chosen.kind,
    publishedPorts: chosen.ports,
  });
  const disown = lifetime.own(session);
  const stop = async (): Promise<void> => {
    await session.stop();
    disown();
  };
  lifetime.signal.addEventListener('abort', () => session.requestStop(lifetime.signal.reason));
  try {
    lifetime.signal.throwIfAborted();
    const stack = await session.boot(await chosen.load(), configFolder);
    return { session, stack, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
