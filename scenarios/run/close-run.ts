import { evaluate } from '../expectations/evaluate.ts';
import { patienceMs, withoutFaults } from '../expectations/expectation.ts';
import { closeLedger } from '../sampling/ledger/ledger.ts';
import type { RunContext } from './context.ts';
import { expectationsAt } from './phases.ts';
import type { Emit } from '../../lib/events/emit.ts';

/** After the last request: closes the ledger and asks what can only be asked of the whole. */
export async function closeRun(context: RunContext, emit: Emit): Promise<boolean> {
  const { scenario, pace, withFaults, load, opening } = context;
  const ledger = await closeLedger(opening, load.requests, context);
  const { classes, unaccounted, losses } = ledger;
  emit({ type: 'ledger', classes, unaccounted, ...(losses.refused > 0 ? { refused: losses.refused } : {}) });
  const closed = { ...context, ledger };
  let held = true;
  for (const expectation of expectationsAt(context, 'closed')) {
    const verdict = await evaluate(expectation, closed, patienceMs(expectation, pace));
    emit(verdict);
    held &&= verdict.type === 'expect.pass';
  }
  if (withFaults) return held;
  for (const expectation of scenario.expectations) {
    if (withoutFaults(expectation)) continue;
    emit({ type: 'expect.skip', name: expectation.name, reason: 'only its fault can show it, and this run has none' });
  }
  return held;
}
