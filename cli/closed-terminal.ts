import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';

const standardStreams = [0, 1, 2] as const;

/**
 * Lets the process end in order when its terminal was closed. Node restores the mode of its terminal at the end, and
 * aborts (SIGSEGV) when that fails with EIO; it leaves alone what is closed.
 */
export function releaseClosedTerminal(): void {
  const terminals = standardStreams.filter((fd) => isatty(fd));
  process.on('exit', () => {
    for (const fd of terminals) {
      // Once it was closed it is no longer a terminal.
      if (!isatty(fd)) closeSync(fd);
    }
  });
}
