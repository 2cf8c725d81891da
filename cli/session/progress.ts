import { formatDuration } from '../../lib/duration/format-duration.ts';
import type { ComponentEvent } from '../../lib/events/component-event.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import type { Colors } from '../terminal.ts';

const minimumStep = 0.1;
const minimumMs = 5_000;

/**
 * Turns component events into lines, at most one per tenth of progress or five seconds: a build reports far more often.
 * Returns undefined for an event that is not worth a line.
 */
export function progressLines(colors: Colors): (event: ComponentEvent) => string | undefined {
  const told = new Map<string, { progress: number; detail: string | undefined; at: number }>();
  return (event) => {
    const { name, state, progress, detail, ms } = event;
    if (progress !== undefined) {
      const last = told.get(`${name} ${state}`);
      const now = Date.parse(event.time);
      const far = !last || progress >= 1 || progress - last.progress >= minimumStep || now - last.at >= minimumMs;
      if (!far || (last && last.progress === progress && last.detail === detail)) return undefined;
      told.set(`${name} ${state}`, { progress, detail, at: now });
    }
    const parts = [
      `  ${paint(state, colors)} ${name.padEnd(15)}`,
      ms === undefined ? undefined : colors.dim(formatDuration(ms)),
      progress === undefined ? undefined : formatPercent(Math.round(progress * 100) / 100),
      // A component's own words can be many lines; this is one of a list.
      detail?.replaceAll(/\s*\n\s*/g, ' '),
    ];
    return parts.filter(Boolean).join(' ');
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
