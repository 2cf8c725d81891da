import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../../lib/paths.ts';

const version = '1.37.0';

/**
 * The command `kubernetes-validate`, which checks manifests against the schemas of Kubernetes: installed from PyPI into
 * the cache at the first time (108 MB). Or the reason why it is not there.
 */
export function kubernetesValidate(): { command: string } | { reason: string } {
  const folder = join(cacheFolder(), `kubernetes-validate-${version}`);
  const bin = join(folder, process.platform === 'win32' ? 'Scripts' : 'bin');
  const command = join(bin, 'kubernetes-validate');
  if (existsSync(command)) return { command };
  for (const [program, ...args] of [
    ['python3', '-m', 'venv', folder],
    [join(bin, 'pip'), 'install', '--quiet', '--disable-pip-version-check', `kubernetes-validate==${version}`],
  ] as [string, ...string[]][]) {
    const { error, status, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 180_000 });
    if (error) return { reason: `${program} cannot be run: ${error.message}` };
    if (status !== 0) return { reason: `${args.slice(0, 2).join(' ')} failed: ${lastLine(stderr)}` };
  }
  return { command };
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 120) ?? 'no output';
}
