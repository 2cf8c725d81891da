import { messageOf } from '../../lib/errors.ts';
import type { Clients } from '../../stack/clients/clients.ts';
import type { RunningStack } from '../../stack/runtimes/runtime.ts';
import type { ManualFault } from '../../ui/faults/manual-fault.ts';
import { manualFaultKey } from '../../ui/faults/manual-fault.ts';

export interface ManualFaultsOptions {
  faults: Clients['faults'];
  control: Pick<RunningStack, 'applyFault' | 'rollBackFault'>;
  onChange: (change: 'on' | 'off', fault: ManualFault) => void;
}

/** The faults that the user injects. Keeps track of active ones to revert them. */
export class ManualFaults {
  readonly #options: ManualFaultsOptions;
  readonly #active = new Map<string, ManualFault>();

  constructor(options: ManualFaultsOptions) {
    this.#options = options;
  }

  /** Injects a fault and verifies that it is active. A restart or crash is over immediately. */
  async apply(fault: ManualFault): Promise<void> {
    const { faults, control, onChange } = this.#options;
    // Recorded first: a request that timed out may still have arrived.
    if (!isMomentary(fault)) this.#active.set(manualFaultKey(fault), fault);
    onChange('on', fault);
    try {
      if (fault.kind === 'component') await control.applyFault(fault);
      else {
        const client = faults(fault.service);
        await client.enable(fault.fault, fault.parameters);
        if (!isMomentary(fault) && !(await client.list()).some(({ name, active }) => name === fault.fault && active)) {
          throw new Error('the service accepted the fault but does not list it as active');
        }
      }
    } catch (error) {
      if (isMomentary(fault)) onChange('off', fault);
      else await this.rollBack(fault).catch(() => onChange('off', fault));
      throw error;
    }
    if (isMomentary(fault)) onChange('off', fault);
  }

  async rollBack(fault: ManualFault): Promise<void> {
    const { faults, control, onChange } = this.#options;
    if (fault.kind === 'component') await control.rollBackFault(fault);
    else await faults(fault.service).disable(fault.fault);
    this.#active.delete(manualFaultKey(fault));
    onChange('off', fault);
  }

  /** Reverts all active faults. Returns a message for each one that failed. */
  async rollBackAll(): Promise<string[]> {
    const failures: string[] = [];
    for (const [key, fault] of [...this.#active]) {
      await this.rollBack(fault).catch((error: unknown) => failures.push(`${key}: ${messageOf(error)}`));
    }
    return failures;
  }
}

/** Whether a fault is over immediately, so that there is nothing to revert. */
export function isMomentary(fault: ManualFault): boolean {
  return fault.kind === 'component' ? fault.fault === 'restart' : fault.fault === 'crash';
}
