import { formatDuration } from '../../lib/duration/format-duration.ts';
import type { ComponentEvent } from '../../lib/events/component-event.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import type { Colors } from '../terminal.ts';

const minimumStep = 0.1;
const minimumMs = 5_000;

/**
 * Formats component events as lines, at most one per 10% of progress or five seconds: builds report more often.
 * Returns undefined for a suppressed event.
 */
export function progressLines(colors: Colors): (event: ComponentEvent) => string | undefined {
  const printed = new Map<string, { progress: number; detail: string | undefined; at: number }>();
  return (event) => {
    const { name, state, progress, detail, ms } = event;
    if (progress !== undefined) {
      const last = printed.get(`${name} ${state}`);
      const now = Date.parse(event.time);
      const far = !last || progress >= 1 || progress - last.progress >= minimumStep || now - last.at >= minimumMs;
      if (!far || (last && last.progress === progress && last.detail === detail)) return undefined;
      printed.set(`${name} ${state}`, { progress, detail, at: now });
    }
    const parts = [
      `  ${paint(state, colors)} ${name.padEnd(15)}`,
      ms === undefined ? undefined : colors.dim(formatDuration(ms)),
      progress === undefined ? undefined : formatPercent(Math.round(progress * 100) / 100),
      // A component's message can have several lines.
      detail?.replaceAll(/\s*\n\s*/g, ' '),
    ];
    return parts.filter(Boolean).join(' ');
  };
}

/** Prints component events with `print`, as `progressLines` formats them. */
export function printProgress(colors: Colors, print: (line: string) => void): (event: ComponentEvent) => void {
  const line = progressLines(colors);
  return (event) => {
    const text = line(event);
    if (text !== undefined) print(text);
  };
}

const icons: Record<ComponentEvent['state'], string> = {
  pulling: '↓',
  building: '⚒',
  starting: '…',
  ready: '✓',
  failed: '✗',
  stopped: '■',
};

function paint(state: ComponentEvent['state'], colors: Colors): string {
  const text = `${icons[state]} ${state.padEnd(8)}`;
  if (state === 'ready') return colors.green(text);
  if (state === 'failed') return colors.red(text);
  return colors.dim(text);
}
