import { evaluate } from '../expectations/evaluate.ts';
import { timeoutMs, withoutFaults } from '../expectations/expectation.ts';
import { closeLedger } from '../sampling/ledger/run-ledger.ts';
import type { RunContext } from './context.ts';
import { expectationsAt } from './phases.ts';
import type { Emit } from '../../lib/events/emit.ts';

/**
 * After the last request: closes the ledger and evaluates the expectations that need it. Returns whether all passed.
 */
export async function closeRun(context: RunContext, emit: Emit): Promise<boolean> {
  const { scenario, pace, withFaults, load, atStart } = context;
  const ledger = await closeLedger(atStart, load.requests, context);
  const { classes, unaccounted, losses } = ledger;
  emit({ type: 'ledger', classes, unaccounted, ...(losses.refused > 0 ? { refused: losses.refused } : {}) });
  const closed = { ...context, ledger };
  let passed = true;
  for (const expectation of expectationsAt(context, 'closed')) {
    const event = await evaluate(expectation, closed, timeoutMs(expectation, pace));
    emit(event);
    passed &&= event.type === 'expect.pass';
  }
  if (withFaults) return passed;
  for (const expectation of scenario.expectations) {
    if (withoutFaults(expectation)) continue;
    emit({ type: 'expect.skip', name: expectation.name, reason: 'it needs its fault, and this run has none' });
  }
  return passed;
}
