import { ExitCode } from '../../lib/exit-codes.ts';
import { messageOf, UserError } from '../../lib/errors.ts';
import type { OtlpApi } from '../../stack/clients/clients.ts';
import { componentInjector, type ComponentControl } from './component-fault.ts';
import { type Fault, isServiceFault, isStrike, targetOf } from './fault-schema.ts';
import type { AppliedFault, Injector } from './injector.ts';
import { type FloodAccount, floodInjector } from './telemetry-flood.ts';
import { serviceInjector, type ServiceFaultOptions } from './service-fault.ts';

export interface FaultSessionOptions extends ServiceFaultOptions {
  otlp: OtlpApi;
  /** Undefined where the stack has no components to be struck. */
  control: ComponentControl | undefined;
}

/** The faults of one run: applied with proof, and taken back with proof whatever happens. */
export class FaultSession {
  /** Of all spans that faults of this run sent themselves. */
  readonly flood: FloodAccount = { accepted: 0, refused: 0, unknown: 0 };
  private readonly options: FaultSessionOptions;
  private readonly active = new Map<string, Injector>();

  constructor(options: FaultSessionOptions) {
    this.options = options;
  }

  /** Switches a fault on and makes sure that it is; rejects with a UserError where it cannot be. */
  async apply(fault: Fault, signal?: AbortSignal): Promise<AppliedFault> {
    const injector = this.injectorOf(fault);
    const { applied } = injector;
    // Remembered first: a request that was given up may have had its effect all the same.
    this.active.set(keyOf(fault), injector);
    try {
      await injector.apply(signal);
    } catch (cause) {
      signal?.throwIfAborted();
      throw new UserError(`The fault ${applied.fault} could not be applied to ${applied.target}: ${messageOf(cause)}`, {
        code: 'fault-not-applied',
        exitCode: ExitCode.steadyStateNotReached,
        details: cause instanceof UserError ? cause.details : [],
        hint: `The run proves nothing without its fault. Look at ${applied.target}: sandbox status, sandbox logs ${applied.target}`,
        cause,
      });
    }
    return applied;
  }

  /** Switches one fault off and makes sure that it is. Answers undefined where it was not on. */
  async rollBack(fault: Fault): Promise<AppliedFault | undefined> {
    return this.rollBackAt(keyOf(fault));
  }

  /** Takes back what is still on, all of it even where one fails; then rejects with the first failure. */
  async rollBackAll(): Promise<AppliedFault[]> {
    const ended: AppliedFault[] = [];
    const failures: unknown[] = [];
    for (const id of [...this.active.keys()]) {
      try {
        const fault = await this.rollBackAt(id);
        if (fault) ended.push(fault);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return ended;
  }

  private async rollBackAt(id: string): Promise<AppliedFault | undefined> {
    const injector = this.active.get(id);
    if (!injector) return undefined;
    this.active.delete(id);
    const { applied } = injector;
    try {
      await injector.rollBack();
    } catch (cause) {
      throw new UserError(
        `The fault ${applied.fault} could not be taken back from ${applied.target}: ${messageOf(cause)}`,
        {
          code: 'fault-not-rolled-back',
          exitCode: ExitCode.internal,
          hint: `${applied.target} still has its fault. Start the sandbox anew: sandbox down, sandbox up`,
          cause,
        },
      );
    }
    return applied;
  }

  private injectorOf(fault: Fault): Injector {
    if (isServiceFault(fault)) return serviceInjector(fault, this.options);
    if (isStrike(fault)) return componentInjector(fault, this.options);
    return floodInjector(fault, { ...this.options, account: this.flood });
  }
}

function keyOf(fault: Fault): string {
  return `${targetOf(fault)}/${fault.fault}`;
}
