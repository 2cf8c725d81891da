import { messageOf } from '../../lib/errors.ts';
import { takenPorts, workbenchPort } from '../../stack/components/ports.ts';
import { coreServiceNames } from '../../stack/services/index.ts';
import { controlClient } from '../../stack/session/control-client.ts';
import { reasonOf } from '../../stack/session/control-errors.ts';
import { findLeftovers, runningRecord } from '../../stack/session/leftovers.ts';
import type { SessionRecord } from '../../stack/session/record.ts';
import { describeHolder } from '../../stack/session/require-ports.ts';
import { portsOf } from '../session/runtimes.ts';
import { type Check, fail, ok, warn } from './check.ts';

/** Checks for a running sandbox and for leftovers of a killed one. */
export async function checkSession(state: string): Promise<Check> {
  try {
    const running = runningRecord(state);
    if (running) return await checkRunning(running);
    const leftovers = findLeftovers(state);
    if (!leftovers) return ok('sandbox', 'not running, no leftovers');
    return warn(
      'sandbox',
      `one was killed and left ${leftovers.processes.length} processes`,
      'Run `sandbox down` to clean up; the next `sandbox up` does so, too.',
    );
  } catch (error) {
    return fail('sandbox', messageOf(error), 'Stop it with the version that started it.');
  }
}

async function checkRunning(record: SessionRecord): Promise<Check> {
  const { since, owner } = record;
  const about = `running since ${since} (pid ${owner.pid})`;
  try {
    await controlClient(record).status();
    return ok('sandbox', about);
  } catch (error) {
    return fail('sandbox', `${about}, but does not respond: ${reasonOf(error)}`, 'End it with `sandbox down`.');
  }
}

/** Checks the default ports. Only a warning: `--ports auto` does not need them. */
export async function checkPorts(state: string): Promise<Check> {
  const taken = await takenPorts([...portsOf('auto', coreServiceNames), workbenchPort]);
  if (taken.length === 0) return ok('ports', 'the default ports are free');
  const list = taken.map((one) => `${one.port} (${one.serves})${describeHolder(one)}`).join(', ');
  if (runsOnThem(state))
    return ok('ports', `in use by the running sandbox: ${taken.map(({ port }) => port).join(', ')}`);
  return warn('ports', `in use: ${list}`, 'Start with --ports auto, or stop the programs that use them.');
}

function runsOnThem(state: string): boolean {
  try {
    return runningRecord(state)?.ports === 'default';
  } catch {
    return false;
  }
}
