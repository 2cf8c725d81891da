import { UserError } from '../lib/errors.ts';
import type { Terminal } from './terminal.ts';

/**
 * Whether a command shows itself in the terminal UI: `auto` where a person sits at the terminal, `tui` always.
 * @throws UserError for `tui` where there is no screen to draw on, or nobody to press keys.
 */
export function showsScreen(reporter: string, { interactive }: Pick<Terminal, 'interactive'>): boolean {
  if (reporter === 'auto') return interactive;
  if (reporter !== 'tui') return false;
  if (interactive) return true;
  throw new UserError('The terminal UI needs a terminal for both input and output, and here is none that it can use.', {
    code: 'no-terminal',
    details: ['stdin and stdout must be a terminal, CI must not be set, and TERM must not be dumb.'],
    hint: 'Use --reporter plain.',
  });
}
