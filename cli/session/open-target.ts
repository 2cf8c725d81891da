import pc from 'picocolors';
import { defined } from '../../lib/defined.ts';
import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import { waitUntil } from '../../lib/wait.ts';
import { controlClient } from '../../stack/session/control-client.ts';
import { sandboxGone } from '../../stack/session/control-errors.ts';
import { runningRecord } from '../../stack/session/leftovers.ts';
import { isRunning } from '../../stack/session/process-identity.ts';
import type { SessionRecord } from '../../stack/session/record.ts';
import { remoteStack } from '../../stack/session/remote-stack.ts';
import type { Context } from '../context.ts';
import { type BootArguments, defaultTraffic, type StartArguments } from '../options.ts';
import type { DaemonOptions } from './daemon-protocol.ts';
import { urlTable, workbenchLine, workbenchUrlOf } from './url-table.ts';
import { startSandbox, type SandboxObserver } from './start-sandbox.ts';
import { type ServiceSelection, selectServices } from '../../stack/services/index.ts';
import { ownTarget, type Target, workbenchOf } from './target.ts';

/** A target that can be released. */
export interface OpenedTarget extends Target {
  /** Tears it down if it was booted for this run. */
  leave: () => Promise<void>;
}

export interface TargetObserver extends SandboxObserver {
  onBoot: () => void;
  onTeardown: () => void;
}

export interface TargetArguments extends StartArguments {
  keepRunning: boolean;
  /** Set with --services. */
  selection: ServiceSelection | undefined;
  /** Whether an option was set on the command line. */
  isSet: (name: keyof BootArguments) => boolean;
  /** The command line, shown to others while the sandbox is in use. */
  by: string;
}

/** Opens the running sandbox, or boots one: for this run only, or in the background with `keepRunning`. */
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
    // Like `up --detach`; its files are deleted when it is stopped.
    const { runtime, ports, services, required, pace, seed, sampling, config, headSampling } = options;
    const daemon = {
      runtime,
      ports,
      services,
      pace,
      seed,
      sampling,
      ...defined({ config, headSampling, required }),
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

/** Printed as notices: stdout may be a stream of events. */
function announce(record: SessionRecord, onNotice: (text: string) => void): void {
  const { owner, endpoints } = record;
  onNotice(`The sandbox keeps running in the background (pid ${owner.pid}).`);
  const workbench = workbenchUrlOf(record);
  if (workbench !== undefined) onNotice(workbenchLine(workbench, pc.createColors(false)));
  for (const row of endpoints ? urlTable(endpoints, pc.createColors(false)) : []) onNotice(row);
  onNotice('Stop it with `sandbox down`.');
}

async function attach(
  record: SessionRecord,
  options: TargetArguments,
  { lifetime, state }: Pick<Context, 'state' | 'lifetime'>,
  { onNotice, onComponent }: TargetObserver,
): Promise<OpenedTarget> {
  lifetime.watch();
  requireSame(record, options);
  if (!record.endpoints) onNotice(`waiting for the sandbox to boot (pid ${record.owner.pid})`);
  const ready = await untilReady(record, state, lifetime.signal);
  const client = controlClient(ready);
  return {
    stack: remoteStack(ready, client),
    seed: options.isSet('seed') ? options.seed : ready.seed,
    ...{ signal: lifetime.signal, stays: true, folder: ready.folder },
    sampling: ready.sampling ?? 'configured',
    ...workbenchOf(ready),
    use: (by) => client.use(by, onComponent),
    status: () => client.status(),
    publish: (event) => client.publish(event),
    async assertAlive() {
      await client.status().catch((cause: unknown) => {
        throw sandboxGone(cause);
      });
    },
    leave: () => Promise.resolve(),
  };
}

/** Rejects options that a running sandbox cannot change, instead of ignoring them. */
function requireSame(
  record: SessionRecord,
  { isSet, pace, runtime, sampling, config, headSampling, selection }: TargetArguments,
): void {
  const lacking = selectServices(selection ?? 'none').filter((name) => !record.services.includes(name));
  const conflicts = [
    isSet('pace') && pace !== record.pace ? `--pace ${pace}: the running sandbox has pace ${record.pace}` : undefined,
    isSet('runtime') && runtime !== 'auto' && runtime !== record.runtime
      ? `--runtime ${runtime}: the running sandbox uses ${record.runtime}`
      : undefined,
    isSet('sampling') && sampling !== (record.sampling ?? 'configured')
      ? `--sampling ${sampling}: the running sandbox has --sampling ${record.sampling ?? 'configured'}`
      : undefined,
    headSampling !== undefined && headSampling !== (record.headSampling ?? 1)
      ? `--head-sampling ${formatPercent(headSampling)}: the running sandbox has ${formatPercent(record.headSampling ?? 1)}`
      : undefined,
    lacking.length > 0 ? `--services ${selection}: the running sandbox lacks ${lacking.join(', ')}` : undefined,
    config !== undefined ? '--config: the configuration is set at boot' : undefined,
  ].filter((conflict) => conflict !== undefined);
  if (conflicts.length === 0) return;
  throw new UserError(`The running sandbox (pid ${record.owner.pid}) was booted with other options.`, {
    code: 'sandbox-differs',
    details: conflicts,
    hint: 'Omit these options to use it, or stop it with `sandbox down` to boot one for this run.',
  });
}

async function untilReady(record: SessionRecord, state: string, signal: AbortSignal): Promise<SessionRecord> {
  const silent = new AbortController();
  const stopWatching = controlClient(record).watch((error) => silent.abort(error));
  const waited = await waitUntil<SessionRecord | undefined>(
    () => {
      if (!isRunning(record.owner)) return { done: true, value: undefined };
      const now = runningRecord(state);
      return now?.endpoints ? { done: true, value: now } : { done: false, seen: 'still booting' };
    },
    { timeoutMs: 600_000, signal: AbortSignal.any([signal, silent.signal]) },
  ).finally(stopWatching);
  if (waited.ok && waited.value) return waited.value;
  throw new UserError('The sandbox that was booting did not become ready.', {
    code: 'not-ready',
    exitCode: ExitCode.bootFailed,
  });
}
