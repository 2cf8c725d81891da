import { messageOf } from '../../lib/errors.ts';
import { takenPorts } from '../../stack/components/ports.ts';
import { findLeftovers, runningRecord } from '../../stack/session/leftovers.ts';
import { describeHolder } from '../../stack/session/require-ports.ts';
import { portsOf } from '../session/runtimes.ts';
import { type Check, fail, ok, warn } from './check.ts';

/** Whether a sandbox runs, or was killed and left something. */
export function checkSession(state: string): Check {
  try {
    const running = runningRecord(state);
    if (running) return ok('sandbox', `runs since ${running.since} (pid ${running.owner.pid})`);
    const leftovers = findLeftovers(state);
    if (!leftovers) return ok('sandbox', 'none runs, and none was left behind');
    return warn(
      'sandbox',
      `one was killed and left ${leftovers.processes.length} processes`,
      'The next `sandbox up` ends and removes them; `sandbox down` does it now.',
    );
  } catch (error) {
    return fail('sandbox', messageOf(error), 'Stop it with the version that started it.');
  }
}

/** The usual ports; one that is taken is no obstacle to `--ports auto`. */
export async function checkPorts(state: string): Promise<Check> {
  const taken = await takenPorts([...portsOf('auto')]);
  if (taken.length === 0) return ok('ports', 'the usual ones are free');
  const list = taken.map((one) => `${one.port} (${one.serves})${describeHolder(one)}`).join(', ');
  if (runsOnThem(state))
    return ok('ports', `in use by the running sandbox: ${taken.map(({ port }) => port).join(', ')}`);
  return warn('ports', `taken: ${list}`, 'Start with --ports auto, or end what listens there.');
}

function runsOnThem(state: string): boolean {
  try {
    return runningRecord(state)?.ports === 'default';
  } catch {
    return false;
  }
}
