import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { stateFolder, temporaryFolder } from './command.ts';

/**
 * What is left of sandboxes: processes of these groups, or with `home` in their command line, such as the detached
 * PostgreSQL; folders; records and locks. Reads /proc, so it finds no processes except on Linux.
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
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        if (state === 'Z') return [];
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const isOurs = groups.includes(Number(group)) || command.includes(home);
        return isOurs ? [`process ${pid} (${command.trim().slice(0, 80)})`] : [];
      } catch {
        // It has ended in the meantime.
        return [];
      }
    });
}
