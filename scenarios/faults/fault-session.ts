import { ExitCode } from '../../lib/exit-codes.ts';
import { messageOf, UserError } from '../../lib/errors.ts';
import type { OtlpApi } from '../../stack/clients/clients.ts';
import { componentInjector, type ComponentControl } from './component-injector.ts';
import type { ProxyFaults } from '../proxy/proxy-faults.ts';
import { type LoadFactor, loadSpikeInjector } from './load-spike.ts';
import { proxyInjector } from './proxy-injector.ts';
import {
  type Fault,
  isApplicationFault,
  isInjectedByRuntime,
  isLoadFault,
  isServiceFault,
  targetOf,
} from './fault-schema.ts';
import type { AppliedFault, Injector } from './injector.ts';
import { type FloodAccount, floodInjector } from './flood-injector.ts';
import { serviceInjector, type ServiceFaultOptions } from './service-injector.ts';

export interface FaultSessionOptions extends ServiceFaultOptions {
  otlp: OtlpApi;
  /** Undefined where the stack has no components that faults can be injected into. */
  control: ComponentControl | undefined;
  /** Of the proxy in front of the user's own application, if the run has one. */
  proxy?: ProxyFaults | undefined;
  /** Of the run's load. */
  load: LoadFactor;
}

/** The faults of one run: injected and verified, and reverted and verified whatever happens. */
export class FaultSession {
  /** How the Collector answered all spans that faults of this run sent. */
  readonly flood: FloodAccount = { accepted: 0, refused: 0, unknown: 0 };
  private readonly options: FaultSessionOptions;
  private readonly active = new Map<string, Injector>();

  constructor(options: FaultSessionOptions) {
    this.options = options;
  }

  /** Injects a fault and verifies it; rejects with a UserError where that fails. */
  async apply(fault: Fault, signal?: AbortSignal): Promise<AppliedFault> {
    const injector = this.injectorOf(fault);
    const { applied } = injector;
    // Remembered first: a request that timed out may have had its effect nevertheless.
    this.active.set(keyOf(fault), injector);
    try {
      await injector.apply(signal);
    } catch (cause) {
      signal?.throwIfAborted();
      throw new UserError(
        `The fault ${applied.fault} could not be injected into ${applied.target}: ${messageOf(cause)}`,
        {
          code: 'fault-not-applied',
          exitCode: ExitCode.steadyStateNotReached,
          details: cause instanceof UserError ? cause.details : [],
          hint:
            `Without its fault the run shows nothing. Check ${applied.target}: sandbox status, sandbox logs ` +
            applied.target,
          cause,
        },
      );
    }
    return applied;
  }

  /** Reverts one fault and verifies it; returns undefined where it was not active. */
  async revert(fault: Fault): Promise<AppliedFault | undefined> {
    return this.revertById(keyOf(fault));
  }

  /** Reverts every active fault, also where one fails; then rejects with the first failure. */
  async revertAll(): Promise<AppliedFault[]> {
    const ended: AppliedFault[] = [];
    const failures: unknown[] = [];
    for (const id of [...this.active.keys()]) {
      try {
        const fault = await this.revertById(id);
        if (fault) ended.push(fault);
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
    return ended;
  }

  private async revertById(id: string): Promise<AppliedFault | undefined> {
    const injector = this.active.get(id);
    if (!injector) return undefined;
    this.active.delete(id);
    const { applied } = injector;
    try {
      await injector.revert();
    } catch (cause) {
      throw new UserError(
        `The fault ${applied.fault} of ${applied.target} could not be reverted: ${messageOf(cause)}`,
        {
          code: 'fault-not-reverted',
          exitCode: ExitCode.internal,
          hint: `${applied.target} still has its fault. Restart the sandbox: sandbox down, sandbox up`,
          cause,
        },
      );
    }
    return applied;
  }

  private injectorOf(fault: Fault): Injector {
    if (isServiceFault(fault)) return serviceInjector(fault, this.options);
    if (isApplicationFault(fault)) return proxyInjector(fault, this.options.proxy);
    if (isLoadFault(fault)) return loadSpikeInjector(fault.parameters, this.options.load);
    if (isInjectedByRuntime(fault)) return componentInjector(fault, this.options);
    return floodInjector(fault, { ...this.options, account: this.flood });
  }
}

function keyOf(fault: Fault): string {
  return `${targetOf(fault)}/${fault.fault}`;
}
