import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { packageRoot } from '../lib/paths.ts';
import type { Figure } from './figure.ts';

/** The size of what `npm pack` makes, which also builds what the package carries. */
export async function benchPackage(): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-package-'));
  try {
    const { stdout } = await execa('npm', ['pack', '--json', '--pack-destination', folder], { cwd: packageRoot });
    // What its scripts print comes first.
    const [packed] = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as { size: number; unpackedSize: number }[];
    return [
      { name: 'package', value: (packed?.size ?? NaN) / 1e6, unit: 'MB', note: 'the engine is 15 MB of it' },
      { name: 'package, unpacked', value: (packed?.unpackedSize ?? NaN) / 1e6, unit: 'MB' },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}
