import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { formatDuration } from '../../lib/duration/format-duration.ts';
import { seededRandom } from '../../lib/random.ts';
import type { Figure } from '../figure.ts';
import { Command } from './command.ts';
import { leftovers } from './leftovers.ts';

export interface KillsOptions {
  count: number;
  seed: number;
  say: (text: string) => void;
}

/** Longer than a boot takes, so that some are killed when everything is ready; ms. */
const longestMs = 4_000;
/** How long services may take to notice that their parent is gone; ms. */
const settleMs = 15_000;

/**
 * Starts sandboxes and kills each at a random moment, also during its teardown. `sandbox down`, or the next `sandbox up`,
 * must remove all that is left: processes, folders, records and locks. The same seed gives the same moments.
 */
export async function runKills({ count, seed, say }: KillsOptions): Promise<Figure[]> {
  const random = seededRandom(seed);
  const home = mkdtempSync(join(tmpdir(), 'sandbox-kills-'));
  // Otherwise root, whose PostgreSQL runs as another user, would choose another folder.
  chmodSync(home, 0o755);
  const failures: string[] = [];
  try {
    for (let round = 1; round <= count; round += 1) {
      const afterMs = random.int(longestMs);
      const teardownMs = random.next() < 0.25 ? random.int(1_500) : undefined;
      const isRun = random.next() < 0.25;
      const byUp = random.next() < 0.25;
      const what =
        `${round}: ${isRun ? 'run' : 'up'} killed after ${formatDuration(afterMs)}` +
        (teardownMs === undefined ? '' : ` and ${formatDuration(teardownMs)} of its teardown`) +
        `, removed by ${byUp ? 'up' : 'down'}`;
      const command = new Command(isRun ? ['run', 'baseline'] : ['up'], home);
      await delay(afterMs);
      if (teardownMs !== undefined) {
        command.kill('SIGTERM');
        await delay(teardownMs);
      }
      command.kill('SIGKILL');
      await command.exited;
      const left = [...(await cleanUp(home, byUp)), ...(await settled([command.pid], home))];
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

/** Runs the command that has to clean up; returns what went wrong. */
async function cleanUp(home: string, byUp: boolean): Promise<string[]> {
  const commands = byUp ? [['up', '--detach'], ['down']] : [['down']];
  const problems: string[] = [];
  for (const args of commands) {
    const command = new Command(args, home);
    const code = await command.exited;
    if (code !== 0) problems.push(`${args.join(' ')} exited with ${code ?? 'a signal'}:\n${command.output}`);
  }
  return problems;
}

async function settled(groups: readonly number[], home: string): Promise<string[]> {
  const until = performance.now() + settleMs;
  for (;;) {
    const left = leftovers(groups, home);
    if (left.length === 0 || performance.now() > until) return left;
    await delay(50);
  }
}
