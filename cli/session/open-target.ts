import pc from 'picocolors';
import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { waitUntil } from '../../lib/wait.ts';
import { controlClient, sandboxGone } from '../../stack/session/control-client.ts';
import { runningRecord } from '../../stack/session/leftovers.ts';
import { isRunning } from '../../stack/session/process-identity.ts';
import type { SessionRecord } from '../../stack/session/record.ts';
import { remoteStack } from '../../stack/session/remote-stack.ts';
import type { Context } from '../context.ts';
import { type BootArguments, defaultTraffic } from '../options.ts';
import type { DaemonOptions } from './daemon-protocol.ts';
import { urlTable } from './url-table.ts';
import { startSandbox, type SandboxObserver } from './start-sandbox.ts';
import { ownTarget, type Target } from './target.ts';

/** A sandbox to run scenarios on, and the way to leave it. */
export interface OpenedTarget extends Target {
  /** Tears it down when it was booted for this run, else leaves it as it is. */
  leave: () => Promise<void>;
}

export interface TargetObserver extends SandboxObserver {
  onBoot: () => void;
  onTeardown: () => void;
}

export interface TargetArguments extends BootArguments {
  keepRunning: boolean;
  /** Whether an option stood on the command line, rather than having its default. */
  given: (name: keyof BootArguments) => boolean;
  /** Who runs, for others that want to. */
  by: string;
}

/** The running sandbox if there is one; else boots one: for the run only, or with `keepRunning` one that stays. */
export async function openTarget(
  options: TargetArguments,
  context: Pick<Context, 'state' | 'lifetime'>,
  observer: TargetObserver,
): Promise<OpenedTarget> {
  const running = runningRecord(context.state);
  if (running) return await attach(running, options, context, observer);
  observer.onBoot();
  if (options.keepRunning) {
    const { startDaemon } = await import('./start-daemon.ts');
    // It stays as one of `up --detach` does; its files go when it is stopped.
    const { runtime, ports, pace, seed, config } = options;
    const daemon = {
      ...{ runtime, ports, pace, seed },
      ...(config !== undefined && { config }),
      ...detached(options.by),
    };
    const { record } = await startDaemon(daemon, context, observer);
    const target = await attach(record, options, context, observer);
    return { ...target, leave: () => target.leave().then(() => announce(record, observer.onNotice)) };
  }
  const sandbox = await startSandbox({ ...options, keep: false, command: options.by }, context, observer);
  return {
    ...ownTarget(sandbox, options.seed),
    async leave() {
      observer.onTeardown();
      await sandbox.stop();
    },
  };
}

const detached = (by: string): Pick<DaemonOptions, 'keep' | 'traffic' | 'command'> => ({
  keep: false,
  traffic: defaultTraffic,
  command: `${by} --keep-running`,
});

/** Told as notices: stdout may be a stream of events. */
function announce({ owner, endpoints }: SessionRecord, onNotice: (text: string) => void): void {
  onNotice(`The sandbox goes on in the background (pid ${owner.pid}).`);
  for (const row of endpoints ? urlTable(endpoints, pc.createColors(false)) : []) onNotice(row);
  onNotice('`sandbox down` stops it.');
}

async function attach(
  record: SessionRecord,
  options: TargetArguments,
  { lifetime, state }: Pick<Context, 'state' | 'lifetime'>,
  { onNotice, onComponent }: TargetObserver,
): Promise<OpenedTarget> {
  lifetime.watch();
  requireSame(record, options);
  if (!record.endpoints) onNotice(`waiting for the sandbox that boots (pid ${record.owner.pid})`);
  const ready = await untilReady(record, state, lifetime.signal);
  const client = controlClient(ready.socket);
  return {
    stack: remoteStack(ready, client),
    seed: options.given('seed') ? options.seed : ready.seed,
    ...{ signal: lifetime.signal, stays: true, folder: ready.folder },
    use: (by) => client.use(by, onComponent),
    status: () => client.status(),
    async mustAnswer() {
      await client.status().catch((cause: unknown) => {
        throw sandboxGone(cause);
      });
    },
    leave: () => Promise.resolve(),
  };
}

/** What was booted otherwise cannot be had from a running sandbox: saying so is better than ignoring it. */
function requireSame(record: SessionRecord, { given, pace, runtime, config }: TargetArguments): void {
  const conflicts = [
    given('pace') && pace !== record.pace ? `--pace ${pace}: it runs at ${record.pace}` : undefined,
    given('runtime') && runtime !== 'auto' && runtime !== record.runtime
      ? `--runtime ${runtime}: it is ${record.runtime}`
      : undefined,
    config !== undefined ? '--config: it has the configuration it was started with' : undefined,
  ].filter((conflict) => conflict !== undefined);
  if (conflicts.length === 0) return;
  throw new UserError(`The running sandbox (pid ${record.owner.pid}) is not what these options ask for.`, {
    code: 'sandbox-differs',
    details: conflicts,
    hint: 'Leave the options out to use it as it is, or stop it with `sandbox down` so that one is booted for this run.',
  });
}

async function untilReady(record: SessionRecord, state: string, signal: AbortSignal): Promise<SessionRecord> {
  const waited = await waitUntil<SessionRecord | undefined>(
    () => {
      if (!isRunning(record.owner)) return { done: true, value: undefined };
      const now = runningRecord(state);
      return now?.endpoints ? { done: true, value: now } : { done: false, seen: 'still booting' };
    },
    { timeoutMs: 600_000, signal },
  );
  if (waited.ok && waited.value) return waited.value;
  throw new UserError('The sandbox that was booting did not become ready.', {
    code: 'not-ready',
    exitCode: ExitCode.bootFailed,
  });
}
