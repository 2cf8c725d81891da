import { UserError } from '../../lib/errors.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import type { Scenario } from '../scenario.ts';
import { baseline } from './baseline.ts';
import { errorBurst } from './error-burst.ts';
import { secretLeak } from './secret-leak.ts';
import { slowPayments } from './slow-payments.ts';

/** Every scenario, in the order in which they are best learned. */
export const catalog: readonly Scenario[] = [baseline, errorBurst, slowPayments, secretLeak];

/** The scenario of this name; rejects with a UserError (exit code 2) that lists those there are. */
export function findScenario(name: string): Scenario {
  const found = catalog.find((scenario) => scenario.name === name);
  if (found) return found;
  throw new UserError(`There is no scenario "${name}"`, {
    code: 'unknown-scenario',
    exitCode: ExitCode.usage,
    hint: `Choose from: ${catalog.map((scenario) => scenario.name).join(', ')}`,
  });
}
