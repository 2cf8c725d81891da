import { UserError } from '../lib/errors.ts';
import type { Terminal } from './terminal.ts';

/**
 * Whether a command opens the terminal UI: with `auto` in an interactive terminal, with `tui` always.
 * @throws UserError for `tui` without an interactive terminal.
 */
export function showsScreen(reporter: string, { interactive }: Pick<Terminal, 'interactive'>): boolean {
  if (reporter === 'auto') return interactive;
  if (reporter !== 'tui') return false;
  if (interactive) return true;
  throw new UserError('The terminal UI needs an interactive terminal for input and output.', {
    code: 'no-terminal',
    details: ['stdin and stdout must be a terminal, CI must not be set, and TERM must not be dumb.'],
    hint: 'Use --reporter plain.',
  });
}
