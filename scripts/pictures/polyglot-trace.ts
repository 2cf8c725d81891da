import type { Terminal } from '../terminal.ts';
import { picture } from './picture.ts';

/** Draws the trace of an order through the services in three languages. */
export async function drawPolyglotTrace(terminal: Terminal): Promise<void> {
  terminal.press('3');
  // The newest is selected: an order with the spans of all services.
  await terminal.shows(/▸ \S+ ✓ ok {4}gateway {2}POST \/orders .* 2\d {6}0/);
  terminal.press('Enter');
  await terminal.shows(/Kept by the policy order-placements/);
  await picture(terminal, 'polyglot-trace', '[3 Traces]');
}
