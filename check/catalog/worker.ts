/** A thread that simulates scenarios of the catalog, one after another. */
import { parentPort, workerData } from 'node:worker_threads';
import { defined } from '../../lib/defined.ts';
import { messageOf, UserError } from '../../lib/errors.ts';
import { findScenario } from '../../scenarios/catalog/index.ts';
import { simulateScenario } from './simulate-scenario.ts';
import { readConfig } from '../../simulation/stack/read-config.ts';
import type { FromWorker, ToWorker, WorkerInput } from './messages.ts';
import { simulatedScenario } from './simulated-scenario.ts';

const { module, glue, seed, withFaults } = workerData as WorkerInput;
const send = (message: FromWorker): void => parentPort?.postMessage(message);

async function simulate(name: string): Promise<void> {
  const scenario = findScenario(name);
  if (!scenario) throw new Error(`there is no scenario ${name}`);
  const options = { engine: { module, glue }, config: readConfig(), seed, withFaults };
  for await (const event of simulateScenario(simulatedScenario(scenario), options)) send({ type: 'event', event });
}

parentPort?.on('message', ({ scenario }: ToWorker) => {
  simulate(scenario).then(
    () => send({ type: 'done' }),
    (error: unknown) => send({ type: 'failed', error: partsOf(error) }),
  );
});

function partsOf(error: unknown): Extract<FromWorker, { type: 'failed' }>['error'] {
  const message = messageOf(error);
  if (error instanceof UserError) {
    const { code, exitCode, hint, details } = error;
    return { message, user: { code, exitCode, details, ...defined({ hint }) } };
  }
  return { message, ...(error instanceof Error && error.stack !== undefined ? { stack: error.stack } : {}) };
}
