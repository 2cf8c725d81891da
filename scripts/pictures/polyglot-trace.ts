import { Terminal } from '../terminal.ts';
import { picture, size } from './picture.ts';

/** Draws the trace of an order through the services in three languages. */
export async function drawPolyglotTrace(onTerminal: (terminal: Terminal) => void): Promise<void> {
  const terminal = new Terminal(['up', '--services', 'all', '--ports', 'auto', '--runtime', 'embedded'], size);
  onTerminal(terminal);
  try {
    await terminal.shows(/✓ ready {2}│/);
    terminal.press('3');
    // The newest is selected: an order with the spans of all services.
    await terminal.shows(/▸ \S+ ✓ ok {4}gateway {2}POST \/orders .* 2\d {6}0/);
    terminal.press('Enter');
    await terminal.shows(/Kept by the policy order-placements/);
    await picture(terminal, 'polyglot-trace', '[3 Traces]');
    terminal.press('q');
    await terminal.shows(/Stop the sandbox/);
    terminal.press('y');
    await terminal.shows(/exit=0/);
  } finally {
    terminal.close();
  }
}
