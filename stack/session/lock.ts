import { createHash, randomInt } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { makeFolder } from '../../lib/make-folder.ts';
import { inStateFolder } from './state-folder.ts';
import { identityOf, isRunning, type ProcessIdentity } from './process-identity.ts';

interface Claim extends ProcessIdentity {
  held: boolean;
}

/** The right to boot a sandbox, or to clean up after one, in this state folder. */
export type Lock = { held: true; release: () => void } | { held: false; by: ProcessIdentity };

const prefix = 'lock.';
const attempts = 20;

/**
 * Takes the lock, or returns which process has it. Every process claims with a file of its own name, then looks at the
 * others'. So a dead process's claim can be removed without a race: no other process will ever use that name. Two that
 * claim at the same moment see each other, both step back, and try again after a random pause; at most one of them ever
 * holds it.
 */
export async function takeLock(state: string): Promise<Lock> {
  inStateFolder(state, () => makeFolder(state));
  const self = identityOf(process.pid);
  if (!self) throw new Error('The start time of this process cannot be read.');
  const file = join(state, claimName(self));
  for (let attempt = 1; ; attempt += 1) {
    // Before our own claim is written, which would hide that this very process has the lock already.
    const first = inStateFolder(state, () => otherClaim(state, undefined));
    if (!first) writeClaim(state, file, { ...self, held: false });
    const other = first ?? otherClaim(state, claimName(self));
    if (!other) {
      writeClaim(state, file, { ...self, held: true });
      return { held: true, release: () => rmSync(file, { force: true }) };
    }
    if (!first) rmSync(file, { force: true });
    if (other.held || attempt === attempts) return { held: false, by: { pid: other.pid, start: other.start } };
    await delay(randomInt(5, 60));
  }
}

const lockPollMs = 200;

/** Waits until the lock is free and takes it; `onWaiting` is called with the process that has it. */
export async function waitForLock(
  state: string,
  onWaiting: (by: ProcessIdentity) => void,
  signal?: AbortSignal,
): Promise<() => void> {
  for (;;) {
    signal?.throwIfAborted();
    const lock = await takeLock(state);
    if (lock.held) return lock.release;
    onWaiting(lock.by);
    await delay(lockPollMs, undefined, signal ? { signal } : {});
  }
}

function otherClaim(state: string, own: string | undefined): Claim | undefined {
  return liveClaims(state).find(({ name }) => name !== own)?.claim;
}

/** Removes what processes left that were killed while they had or wanted the lock. */
export function removeDeadClaims(state: string): void {
  liveClaims(state);
}

/** The claims of processes that live; those of dead ones are removed on the way. */
function liveClaims(state: string): { name: string; claim: Claim }[] {
  if (!existsSync(state)) return [];
  return readdirSync(state)
    .filter((name) => name.startsWith(prefix))
    .flatMap((name) => {
      const claim = readClaim(join(state, name));
      if (!claim) return [];
      if (isRunning(claim)) return [{ name, claim }];
      rmSync(join(state, name), { force: true });
      return [];
    });
}

const claimName = ({ pid, start }: ProcessIdentity): string =>
  `${prefix}${pid}.${createHash('sha256').update(start).digest('hex').slice(0, 8)}`;

function writeClaim(state: string, file: string, claim: Claim): void {
  inStateFolder(state, () => writeFileSync(file, JSON.stringify(claim), { mode: 0o600 }), file);
}

/**
 * Undefined when it has just been removed; an unreadable one is being written at this moment and counts by its file
 * name.
 */
function readClaim(file: string): Claim | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  try {
    return JSON.parse(text) as Claim;
  } catch {
    const pid = Number(file.slice(file.lastIndexOf(prefix) + prefix.length).split('.')[0]);
    const identity = identityOf(pid);
    return identity ? { ...identity, held: false } : { pid, start: '', held: false };
  }
}
