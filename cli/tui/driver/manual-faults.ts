import { messageOf } from '../../../lib/errors.ts';
import type { Clients } from '../../../stack/clients/clients.ts';
import type { RunningStack } from '../../../stack/runtimes/runtime.ts';
import type { HandFault } from '../state/effect.ts';
import { handFaultKey } from '../state/shared-reducer.ts';

export interface HandFaultsOptions {
  faults: Clients['faults'];
  control: Pick<RunningStack, 'applyFault' | 'rollBackFault'>;
  onChange: (change: 'on' | 'off', fault: HandFault) => void;
}

/** The faults that a person switches. It remembers what is on, so that everything can be taken back. */
export class HandFaults {
  readonly #options: HandFaultsOptions;
  readonly #on = new Map<string, HandFault>();

  constructor(options: HandFaultsOptions) {
    this.#options = options;
  }

  /** Switches one on, and asks the service whether it is. A restart is over once it has happened. */
  async apply(fault: HandFault): Promise<void> {
    const { faults, control, onChange } = this.#options;
    // Remembered first: a request that was given up may have arrived all the same.
    if (!isMomentary(fault)) this.#on.set(handFaultKey(fault), fault);
    onChange('on', fault);
    try {
      if (fault.kind === 'component') await control.applyFault(fault);
      else {
        const client = faults(fault.service);
        await client.enable(fault.fault, fault.parameters);
        if (!isMomentary(fault) && !(await client.list()).some(({ name, active }) => name === fault.fault && active)) {
          throw new Error('the service took it, but says that it is not active');
        }
      }
    } catch (error) {
      if (isMomentary(fault)) onChange('off', fault);
      else await this.rollBack(fault).catch(() => onChange('off', fault));
      throw error;
    }
    if (isMomentary(fault)) onChange('off', fault);
  }

  async rollBack(fault: HandFault): Promise<void> {
    const { faults, control, onChange } = this.#options;
    if (fault.kind === 'component') await control.rollBackFault(fault);
    else await faults(fault.service).disable(fault.fault);
    this.#on.delete(handFaultKey(fault));
    onChange('off', fault);
  }

  /** Takes back all that is on, even where one fails; tells which could not be, and why. */
  async rollBackAll(): Promise<string[]> {
    const failures: string[] = [];
    for (const [key, fault] of [...this.#on]) {
      await this.rollBack(fault).catch((error: unknown) => failures.push(`${key}: ${messageOf(error)}`));
    }
    return failures;
  }
}

/** Over as soon as it has happened: there is nothing to take back. */
export function isMomentary(fault: HandFault): boolean {
  return fault.kind === 'component' ? fault.fault === 'restart' : fault.fault === 'crash';
}
