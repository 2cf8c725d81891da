import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { stateFolder, temporaryFolder } from './command.ts';

/**
 * What is left of sandboxes on this machine: processes of these groups, or with `home` in their command line or their
 * environment, such as the detached PostgreSQL and `docker compose`; folders; records and locks. Reads /proc, so it finds
 * no processes except on Linux.
 */
export function leftovers(groups: readonly number[], home: string): string[] {
  const folders = names(temporaryFolder(home)).filter((name) => name.startsWith('sandbox-'));
  // The log of a background sandbox is kept after a failure.
  const files = names(stateFolder(home)).filter((name) => name !== 'sandbox.log');
  return [...processes(groups, home), ...folders, ...files];
}

const names = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

function processes(groups: readonly number[], home: string): string[] {
  return names('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      // Of a process that has ended in the meantime there is nothing, and of another user's no environment.
      const stat = textOf(`/proc/${pid}/stat`);
      const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      if (stat === '' || state === 'Z') return [];
      const command = textOf(`/proc/${pid}/cmdline`);
      const isOurs =
        groups.includes(Number(group)) || command.includes(home) || textOf(`/proc/${pid}/environ`).includes(home);
      return isOurs ? [`process ${pid} (${command.trim().slice(0, 80)})`] : [];
    });
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
