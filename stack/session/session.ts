import { rmSync } from 'node:fs';
import { systemClock } from '../../lib/clock.ts';
import { EventLog } from '../../lib/events/event-log.ts';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { defined } from '../../lib/defined.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { messageOf, UserError } from '../../lib/errors.ts';
import { processTreeMemory } from '../../lib/process-memory.ts';
import type { ComponentName, ComponentStatus } from '../components/component.ts';
import type { ComponentEvent, ProcessName, RunningStack, Runtime } from '../runtimes/runtime.ts';
import type { AmbientTraffic } from './ambient-traffic.ts';
import type { SessionState, SessionStatus } from './control-protocol.ts';
import { openControlServer, type ControlServer } from './control-server.ts';
import { removeFromDockerInBackground } from './docker-leftovers.ts';
import { endProcesses, killProcesses } from './end-processes.ts';
import { identityOf, isRunning } from './process-identity.ts';
import { removeRecord, writeRecord, type RecordedProcess, type SessionRecord } from './record.ts';
import { OpenFaults } from './open-faults.ts';
import { makeRunFolder, removeRunFolder } from './run-folder.ts';
import { Interrupted, withLogTail } from './session-error.ts';

export interface SessionParts {
  /** The state folder. */
  state: string;
  record: SessionRecord;
  releaseLock: () => void;
  onComponent: (event: ComponentEvent) => void;
  /** Called with notices for the user, such as that faults were left active. */
  onNotice: (text: string) => void;
}

/** How long the stack may take to stop by itself before its processes are ended from outside. */
const stopLimitMs = 30_000;
/** How long to wait for the traffic's last requests; those to a paused component end only when the stack resumes it. */
const trafficLimitMs = 3_000;
/** How long to wait for requests of the web UI. */
const workbenchLimitMs = 3_000;
/** Enough for the longest scenario at production pace, with an event of its load each second. */
const keptEvents = 2_000;

/**
 * One sandbox, from before its boot until nothing of it is left. Its record is on disk at every moment, and `stop` and
 * `kill` may be called at every moment. Made by `openSession`.
 */
export class Session {
  /** What happens to the components and in the runs on this sandbox, whichever process runs them. */
  readonly events = new EventLog<RunEvent>(keptEvents);
  readonly #parts: SessionParts;
  readonly #stopRequest = new AbortController();
  readonly #components = new Map<ComponentName, ComponentStatus>();
  #control: ControlServer | undefined;
  #state: SessionState = 'booting';
  #booting: Promise<RunningStack> | undefined;
  #stack: RunningStack | undefined;
  #stopping: Promise<void> | undefined;
  #traffic: AmbientTraffic | undefined;
  #trafficRate = 0;
  #closeWorkbench: (() => Promise<void>) | undefined;
  #lease: { by: string; faults: OpenFaults } | undefined;
  #unended: RecordedProcess[] = [];

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  get record(): SessionRecord {
    return this.#parts.record;
  }

  /** Aborted when the sandbox has to stop; the reason is an `Interrupted`. */
  get stopRequested(): AbortSignal {
    return this.#stopRequest.signal;
  }

  /** Makes the folder and opens the control channel. */
  async open(): Promise<void> {
    makeRunFolder(this.record.folder);
    this.#control = await openControlServer(this.record, {
      status: () => this.status(),
      use: (by) => this.use(by),
      onEvent: (event) => this.events.push(event),
      applyFault: (fault, signal) =>
        this.#faultControl().applyFault(fault, AbortSignal.any([signal, this.stopRequested])),
      rollBackFault: (fault) => this.#faultControl().rollBackFault(fault, this.stopRequested),
      stop: () => this.requestStop(new Interrupted('stopped by `sandbox down`')),
    });
  }

  /** A waiting command rejects with `reason`; an `Interrupted` unless something failed. */
  requestStop(reason: unknown): void {
    this.#stopRequest.abort(reason);
  }

  /** Boots the stack; on failure rejects, and `stop` is still to be called. */
  async boot(runtime: Runtime, configFolder?: string): Promise<RunningStack> {
    const { ports, services, pace, seed, sampling, headSampling, folder, keep } = this.record;
    this.stopRequested.throwIfAborted();
    let failed: ComponentName | undefined;
    this.#booting = runtime.boot({
      ...{ ports, services, pace, seed, folder, session: this.record.id, controlToken: this.record.token },
      ...defined({ configFolder, sampling, headSampling }),
      signal: this.stopRequested,
      onComponent: (event) => {
        if (event.state === 'failed') failed ??= event.name;
        this.#onComponent(event);
      },
      onNotice: this.#parts.onNotice,
      onProcess: ({ pid, name }) => this.#onProcess(pid, name),
    });
    try {
      this.#stack = await this.#booting;
    } catch (error) {
      this.stopRequested.throwIfAborted();
      throw withLogTail(error, folder, failed, keep);
    }
    this.stopRequested.throwIfAborted();
    this.#state = 'ready';
    this.#record({ endpoints: this.#stack.endpoints });
    return this.#stack;
  }

  /** Makes the web UI part of this session: recorded, and closed with it. */
  attachWorkbench({ url, close }: { url: string; close: () => Promise<void> }): void {
    this.#closeWorkbench = close;
    this.#record({ workbench: url });
  }

  /**
   * Makes ambient traffic of `rate` requests per second part of this session: paused while a run uses it, ended with
   * it.
   */
  attachTraffic(traffic: AmbientTraffic, rate: number): void {
    this.#traffic = traffic;
    this.#trafficRate = rate;
    if (this.#lease) traffic.pause();
  }

  /**
   * Reserves the sandbox for one run. Faults that the run leaves active are reverted before another run may use the
   * sandbox.
   */
  use(by: string): { usedBy: string } | { release: () => void } {
    if (this.#lease) return { usedBy: this.#lease.by };
    const lease = { by, faults: new OpenFaults(() => this.#readyStack()) };
    this.#lease = lease;
    this.#traffic?.pause();
    const free = (): void => {
      this.#lease = undefined;
      if (this.#state !== 'stopping') this.#traffic?.resume();
    };
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      if (!lease.faults.any || this.#state === 'stopping') {
        free();
        return;
      }
      lease.by = `${by}, which has ended and whose faults are being reverted`;
      void this.#revert(by, lease.faults).finally(free);
    };
    return { release };
  }

  async status(): Promise<SessionStatus> {
    const last = [...this.#components.values()];
    const components = (await this.#stack?.components().catch(() => last)) ?? last;
    const memoryBytes = await this.#memory(components);
    return {
      state: this.#state,
      record: this.record,
      components,
      ...defined({ memoryBytes }),
      traffic: { rate: this.#trafficRate, paused: this.#lease !== undefined },
      ...defined({ usedBy: this.#lease?.by }),
    };
  }

  /** Ends everything of this sandbox and removes what it left; safe to call twice and at any moment. */
  stop(): Promise<void> {
    this.#stopping ??= this.#teardown();
    return this.#stopping;
  }

  /** The last resort: kills what was recorded and removes what is on disk, at once. */
  kill(): void {
    killProcesses(this.record.processes);
    if (this.record.runtime === 'docker') removeFromDockerInBackground(this.record.id);
    this.#removeFiles();
  }

  /** Containers are not among the descendants of this process. */
  async #memory(components: readonly ComponentStatus[]): Promise<number | undefined> {
    const own = await processTreeMemory(process.pid);
    if (own === undefined || this.record.runtime !== 'docker') return own;
    return components.reduce((sum, { memoryBytes = 0 }) => sum + memoryBytes, own);
  }

  #readyStack(): RunningStack {
    if (this.#stack && this.#state === 'ready') return this.#stack;
    throw new UserError(`The sandbox is ${this.#state}.`, { code: 'not-ready', exitCode: ExitCode.bootFailed });
  }

  /** Handles the faults that are requested over the control channel. */
  #faultControl(): Pick<RunningStack, 'applyFault' | 'rollBackFault'> | OpenFaults {
    return this.#lease?.faults ?? this.#readyStack();
  }

  async #revert(by: string, faults: OpenFaults): Promise<void> {
    const { onNotice } = this.#parts;
    const { faults: reverted, failures } = await faults.rollBackAll();
    if (this.#state === 'stopping') return;
    onNotice(`${by} has ended and left ${reverted.join(', ')} active: reverted`);
    for (const failure of failures) onNotice(`a fault could not be reverted: ${messageOf(failure)}`);
  }

  async #teardown(): Promise<void> {
    this.#state = 'stopping';
    this.requestStop(new Interrupted('the sandbox is being stopped'));
    await within(trafficLimitMs, this.#traffic?.stop());
    await this.#booting?.catch(() => undefined);
    await within(workbenchLimitMs, this.#closeWorkbench?.());
    const inTime = await within(stopLimitMs, this.#stack?.stop());
    if (!inTime && this.record.runtime === 'docker') removeFromDockerInBackground(this.record.id);
    // The stack has ended its own processes; this ends those that it lost track of.
    this.#unended = await endProcesses(this.record.processes);
    try {
      if (!this.record.keep) removeRunFolder(this.record.folder, this.record.id);
      this.#control?.broadcast({ type: 'stopped' });
      await this.#control?.close();
    } finally {
      this.#removeFiles();
    }
  }

  #removeFiles(): void {
    const { socket, keep, folder, id } = this.record;
    if (process.platform !== 'win32') rmSync(socket, { force: true });
    if (!keep) removeRunFolder(folder, id);
    // Kept while one of our processes still runs, so that a later start can try again.
    if (this.#unended.length === 0) removeRecord(this.#parts.state, id);
    this.#parts.releaseLock();
  }

  #onComponent(event: ComponentEvent): void {
    const { name, state, detail } = event;
    this.#components.set(name, { name, state, ...defined({ detail }) });
    this.events.push(event);
    if (this.#state === 'stopping') this.#control?.broadcast(event);
    else this.#control?.sendToUser(event);
    this.#parts.onComponent(event);
  }

  #onProcess(pid: number, name: ProcessName): void {
    const identity = identityOf(pid);
    if (!identity) return;
    // A component that was started again replaces its earlier process.
    const others = this.record.processes.filter((one) => one.name !== name || isRunning(one));
    this.#record({ processes: [...others, { ...identity, name }] });
  }

  #record(changes: Partial<SessionRecord>): void {
    Object.assign(this.record, changes);
    writeRecord(this.#parts.state, this.record);
  }
}

/** Waits for work whose failure no longer matters, for at most `ms`; returns whether it ended in time. */
async function within(ms: number, work: Promise<unknown> | undefined): Promise<boolean> {
  const limit = new AbortController();
  const tooLong = systemClock.sleep(ms, limit.signal).then(
    () => false,
    () => true,
  );
  const ended = Promise.resolve(work).then(
    () => true,
    () => true,
  );
  const inTime = await Promise.race([ended, tooLong]);
  limit.abort();
  return inTime;
}
