import { randomBytes } from 'node:crypto';
import { defined } from '../../lib/defined.ts';
import { ExitCode } from '../../lib/exit-codes.ts';
import { UserError } from '../../lib/errors.ts';
import { removeAbandonedFolders } from '../../lib/temporary-folder.ts';
import type { Sampling } from '../pacing/prepare-config.ts';
import type { PublishedPort } from '../components/ports.ts';
import type { ServiceName } from '../services/index.ts';
import type { ComponentEvent, RuntimeKind } from '../runtimes/runtime.ts';
import { makeRoomOnDocker, removeFromDocker } from './docker-leftovers.ts';
import { findLeftovers, removeLeftovers } from './leftovers.ts';
import { takeLock } from './lock.ts';
import { requirePorts } from './require-ports.ts';
import { identityOf } from './process-identity.ts';
import { writeRecord, type SessionRecord } from './record.ts';
import { controlSocket, runFolder } from './run-folder.ts';
import { alreadyRunning } from './session-error.ts';
import { Session } from './session.ts';

export interface SessionOptions {
  /** The state folder; one sandbox at a time in each. */
  state: string;
  command: string;
  runtime: RuntimeKind;
  pace: number;
  seed: number;
  sampling?: Sampling | undefined;
  headSampling?: number | undefined;
  ports: 'default' | 'auto';
  services: readonly ServiceName[];
  keep: boolean;
  /** With `ports: 'default'`: what must be free before anything starts. */
  publishedPorts: readonly PublishedPort[];
  onComponent: (event: ComponentEvent) => void;
  /** Called with notices for the user, such as that leftovers were removed. */
  onNotice: (text: string) => void;
}

/**
 * Takes the place of the one sandbox of this state folder, after the leftovers of a killed one are gone and the ports
 * are known to be free. Nothing of the stack has started when it returns.
 * @throws UserError when one is running already (exit code 2) or a port is taken (exit code 4).
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  const { state, onComponent, onNotice } = options;
  const lock = await takeLock(state);
  if (!lock.held) throw alreadyRunning(state, lock.by.pid);
  try {
    await cleanUp(state, options.onNotice);
    await removeAbandonedFolders();
    // Before the ports: what is left over there holds some.
    if (options.runtime === 'docker') await makeRoomOnDocker(options.onNotice);
    if (options.ports === 'default') await requirePorts(options.publishedPorts);
    const record = newRecord(options);
    writeRecord(state, record);
    const session = new Session({ state, record, releaseLock: lock.release, onComponent, onNotice });
    try {
      await session.open();
    } catch (error) {
      await session.stop();
      throw error;
    }
    return session;
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Ends and removes what a killed sandbox left, and reports it. Call it with the lock held. */
export async function cleanUp(state: string, onNotice: (text: string) => void): Promise<boolean> {
  const leftovers = findLeftovers(state);
  if (!leftovers) return false;
  const { record, processes } = leftovers;
  const remaining = await removeLeftovers(state, leftovers);
  if (remaining.length > 0) {
    throw new UserError(`${remaining.length} processes of a killed sandbox could not be ended.`, {
      code: 'leftovers',
      exitCode: ExitCode.bootFailed,
      details: remaining.map(({ name, pid }) => `${name} (pid ${pid})`),
      hint: 'They may belong to another user: end them as that user, then try again.',
    });
  }
  // After its processes: one of them may have been making containers.
  const onDocker = record.runtime === 'docker' ? await removeFromDocker(record.id) : { removed: [] };
  const names = [...processes.map(({ name }) => name), ...onDocker.removed].join(', ');
  onNotice(
    `removed what the sandbox of ${record.since} (pid ${record.owner.pid}, killed) left: ` +
      (names === '' ? 'its files' : `${names} and its files`),
  );
  if (onDocker.problem !== undefined) {
    onNotice(`its leftovers on Docker could not be removed (${onDocker.problem}): \`sandbox down\` tries again`);
  }
  return true;
}

function newRecord({
  command,
  runtime,
  pace,
  seed,
  sampling,
  headSampling,
  ports,
  services,
  keep,
}: SessionOptions): SessionRecord {
  const owner = identityOf(process.pid);
  if (!owner) throw new Error('The start time of this process cannot be read.');
  const id = randomBytes(4).toString('hex');
  const folder = runFolder(id);
  return {
    ...{ schema: 1, id, owner, since: new Date().toISOString(), command, runtime, pace, seed, ports, services, folder },
    ...{ keep, ...defined({ sampling, headSampling }) },
    socket: controlSocket(id, folder),
    token: randomBytes(16).toString('hex'),
    processes: [],
  };
}
