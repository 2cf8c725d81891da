import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { formatDuration } from '../../lib/duration/format-duration.ts';
import { seededRandom } from '../../lib/random.ts';
import type { RuntimeKind } from '../../stack/runtimes/runtime.ts';
import type { Figure } from '../figure.ts';
import { Command, type User } from './command.ts';
import { Daemon } from './daemon.ts';
import { type Kill, planKills } from './plan.ts';
import { leftovers } from './leftovers.ts';

export interface KillsOptions {
  count: number;
  seed: number;
  runtime: RuntimeKind;
  say: (text: string) => void;
}

/** How long services may take to notice that their parent is gone; ms. */
const settleMs = 15_000;
/** After which time the daemon no longer makes what a killed client has requested; ms. */
const lateMs = 1_000;

/**
 * Starts sandboxes and kills each at a random moment of its boot or just after it, also during its teardown. `sandbox
 * down`, or the next `sandbox up`, must remove all that is left: processes, folders, records and locks, and on Docker
 * containers, networks and volumes. The same seed gives the same moments, relative to the duration of a boot.
 */
export async function runKills({ count, seed, runtime, say }: KillsOptions): Promise<Figure[]> {
  const home = mkdtempSync(join(tmpdir(), 'sandbox-kills-'));
  // Otherwise root, whose PostgreSQL runs as another user, would choose another folder.
  chmodSync(home, 0o755);
  const user = { home, runtime };
  const failures: string[] = [];
  try {
    // Also builds what is missing.
    await timed(['up', '--detach'], user).then(() => timed(['down'], user));
    const bootMs = await timed(['up', '--detach'], user);
    const teardownMs = await timed(['down'], user);
    say(`a boot takes ${formatDuration(bootMs)}, a teardown ${formatDuration(teardownMs)}`);
    const daemon = runtime === 'docker' ? await Daemon.open() : undefined;
    for (const [index, kill] of planKills({ count, random: seededRandom(seed), bootMs, teardownMs }).entries()) {
      const what = `${index + 1}: ${describe(kill)}`;
      const command = await killed(kill, user);
      const left = [...(await cleanUp(kill, user)), ...(await settled([command.pid], home, daemon))];
      say(`${what}: ${left.length === 0 ? 'nothing is left' : left.join(', ')}`);
      if (left.length > 0) failures.push(what);
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  return [
    { name: 'starts killed', value: count, unit: '', note: `at random moments, seed ${seed}` },
    { name: 'with something left', value: failures.length, unit: '', goal: { value: 0, better: 'less' } },
  ];
}

/** Runs a command to its end; returns its duration in ms. */
async function timed(args: readonly string[], user: User): Promise<number> {
  const start = performance.now();
  const command = new Command(args, user);
  const code = await command.exited;
  if (code !== 0) throw new Error(`${args.join(' ')} exited with ${code ?? 'a signal'}:\n${command.output}`);
  return performance.now() - start;
}

async function killed({ command: args, afterMs, teardownMs }: Kill, user: User): Promise<Command> {
  const command = new Command(args, user);
  await delay(afterMs);
  if (teardownMs !== undefined) {
    command.kill('SIGTERM');
    await delay(teardownMs);
  }
  command.kill('SIGKILL');
  await command.exited;
  return command;
}

function describe({ command, afterMs, teardownMs, removedBy }: Kill): string {
  const teardown = teardownMs === undefined ? '' : ` and ${formatDuration(teardownMs)} of its teardown`;
  return `${command.join(' ')} killed after ${formatDuration(afterMs)}${teardown}, removed by ${removedBy}`;
}

/** Runs the command that has to clean up; returns what went wrong. */
async function cleanUp({ removedBy }: Kill, user: User): Promise<string[]> {
  try {
    if (removedBy === 'up') await timed(['up', '--detach'], user);
    await timed(['down'], user);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}

async function settled(groups: readonly number[], home: string, daemon: Daemon | undefined): Promise<string[]> {
  const look = async (): Promise<string[]> => [...leftovers(groups, home), ...((await daemon?.added()) ?? [])];
  const until = performance.now() + settleMs;
  for (;;) {
    const left = await look();
    if (left.length === 0) break;
    if (performance.now() > until) return left;
    await delay(50);
  }
  if (!daemon) return [];
  await delay(lateMs);
  return (await look()).map((one) => `${one} (late)`);
}
