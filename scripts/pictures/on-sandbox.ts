import { Terminal } from '../terminal.ts';
import { size } from './picture.ts';

/** Boots a sandbox in a terminal, draws pictures once it is ready, and stops it. */
export async function onSandbox(
  options: readonly string[],
  draw: (terminal: Terminal) => Promise<void>,
): Promise<void> {
  const terminal = new Terminal(['up', '--ports', 'auto', '--runtime', 'embedded', ...options], size);
  const interrupt = (): void => {
    // Its terminal gone, the sandbox tears itself down.
    terminal.close();
    process.exit(130);
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.once(signal, interrupt);
  try {
    await terminal.shows(/✓ ready {2}│/);
    await draw(terminal);
    terminal.press('q');
    await terminal.shows(/Stop the sandbox/);
    terminal.press('y');
    await terminal.shows(/exit=0/);
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
    terminal.close();
  }
}
