import type { Clock } from '../../lib/clock.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { messageOf, UserError } from '../../lib/errors.ts';
import { waitUntil } from '../../lib/wait.ts';
import type { ServiceName } from '../../stack/components/component.ts';
import type { Clients } from '../clients.ts';
import type { Secret } from '../load/requests.ts';
import type { Fault } from '../scenario.ts';

/** A fault as its events tell of it: the run's secrets by their names only. */
export interface AppliedFault {
  fault: string;
  target: string;
  parameters: Record<string, unknown>;
}

export interface FaultSessionOptions {
  faults: Clients['faults'];
  clock: Clock;
  /** What `$seed` stands for in a fault's parameters. */
  seed: number;
  /** What `$token` and `$password` stand for. */
  secrets: readonly Secret[];
}

/** How long a service may take to take a fault back: it may just be starting again. */
const rollbackMs = 10_000;

/** The faults of one run: applied with proof, and taken back with proof whatever happens. */
export class FaultSession {
  private readonly options: FaultSessionOptions;
  private readonly active = new Map<string, { service: ServiceName; applied: AppliedFault }>();

  constructor(options: FaultSessionOptions) {
    this.options = options;
  }

  /** Switches a fault on and asks the service whether it is; rejects with a UserError where it cannot be. */
  async apply(fault: Fault, signal?: AbortSignal): Promise<AppliedFault> {
    const { service } = fault.target;
    const client = this.options.faults(service);
    const parameters = replaced(fault.parameters, { $seed: this.options.seed });
    const applied = { fault: fault.fault, target: service, parameters };
    const secrets: [string, string][] = this.options.secrets.map(({ parameter, value }) => [`$${parameter}`, value]);
    // Remembered first: a request that was given up may have reached the service all the same.
    this.active.set(key(service, fault.fault), { service, applied });
    try {
      await client.enable(fault.fault, replaced(parameters, Object.fromEntries(secrets)), signal);
      const states = await client.list(signal);
      if (!states.some(({ name, active }) => name === fault.fault && active)) {
        throw new Error(`the service took it, but says that it is not active`);
      }
    } catch (cause) {
      signal?.throwIfAborted();
      throw new UserError(`The fault ${fault.fault} could not be applied to ${service}: ${messageOf(cause)}`, {
        code: 'fault-not-applied',
        exitCode: ExitCode.steadyStateNotReached,
        hint: 'The run proves nothing without its fault. Look at the service: sandbox status, sandbox logs ' + service,
        cause,
      });
    }
    return applied;
  }

  /** Switches one fault off and asks the service whether it is. Answers undefined where it was not on. */
  async rollBack(fault: Pick<Fault, 'fault' | 'target'>): Promise<AppliedFault | undefined> {
    const id = key(fault.target.service, fault.fault);
    const entry = this.active.get(id);
    if (!entry) return undefined;
    const client = this.options.faults(entry.service);
    const gone = await waitUntil(
      async () => {
        await client.disable(fault.fault);
        const left = (await client.list()).find(({ name }) => name === fault.fault);
        return left?.active === true ? { done: false, seen: 'it is still active' } : { done: true, value: undefined };
      },
      { timeoutMs: rollbackMs, intervalMs: 250, clock: this.options.clock },
    );
    this.active.delete(id);
    if (gone.ok) return entry.applied;
    throw new UserError(
      `The fault ${fault.fault} could not be taken back from ${entry.service} within ${gone.ms} ms: ${gone.lastSeen} (${gone.tries} tries)`,
      {
        code: 'fault-not-rolled-back',
        exitCode: ExitCode.defect,
        hint: 'The service still has its fault. Start the sandbox anew: sandbox down, sandbox up',
      },
    );
  }

  /** Takes back what is still on, all of it even where one fails; then rejects with the first failure. */
  async rollBackAll(): Promise<AppliedFault[]> {
    const ended: AppliedFault[] = [];
    const failures: unknown[] = [];
    for (const { service, applied } of [...this.active.values()]) {
      try {
        const fault = await this.rollBack({ fault: applied.fault, target: { service } });
        if (fault) ended.push(fault);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return ended;
  }
}

function replaced(parameters: Record<string, unknown>, by: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(parameters).map(([name, value]) => {
    return [name, typeof value === 'string' && value in by ? by[value] : value] as const;
  });
  return Object.fromEntries(entries);
}

function key(service: string, fault: string): string {
  return `${service}/${fault}`;
}
