import type { Random } from '../../lib/random.ts';

/** One start that is killed. */
export interface Kill {
  command: readonly string[];
  /** From its start until it is killed, or until it is asked to stop; ms. */
  afterMs: number;
  /** From the request to stop until it is killed; undefined where it is killed without one; ms. */
  teardownMs: number | undefined;
  /** The command that has to remove what is left. */
  removedBy: 'down' | 'up';
}

export interface PlanOptions {
  count: number;
  random: Random;
  /** How long a boot and a teardown take here. */
  bootMs: number;
  teardownMs: number;
}

/** The latest moment, as a multiple of the boot: some are killed when everything is ready. */
const beyondBoot = 1.25;

const goldenRatio = (1 + Math.sqrt(5)) / 2;

/** Kills at moments that are spread evenly over the boot and a bit beyond, from a random one on. */
export function planKills({ count, random, bootMs, teardownMs }: PlanOptions): Kill[] {
  const first = random.next();
  return Array.from({ length: count }, (_, index) => ({
    command: random.next() < 0.25 ? ['run', 'baseline'] : ['up'],
    afterMs: Math.round(((first + index * goldenRatio) % 1) * bootMs * beyondBoot),
    teardownMs: random.next() < 0.25 ? Math.round(random.next() * teardownMs) : undefined,
    removedBy: random.next() < 0.25 ? ('up' as const) : ('down' as const),
  }));
}
