import type { AlertState, RunEndEvent } from '../../../lib/events/run-event.ts';
import { components, type ComponentState } from '../../../stack/components/component.ts';
import type { ComponentColor } from '../../../stack/components/descriptor.ts';
import { findService } from '../../../stack/services/index.ts';
import type { Colors } from '../../terminal.ts';

/** What a colour says. Nothing is told by it alone: an icon and a word stand beside it. */
export type Tone =
  | 'good'
  | 'bad'
  | 'warn'
  | 'accent'
  | 'quiet'
  // One each for what must be told apart, such as the services of a trace.
  | 'first'
  | 'second'
  | 'third'
  | 'fourth'
  | 'fifth';

/** How a tone is painted. The foregrounds of the sixteen colours: they follow the terminal's own theme. */
export function paintTone(tone: Tone, text: string, colors: Colors): string {
  switch (tone) {
    case 'good':
      return colors.green(text);
    case 'bad':
      return colors.red(text);
    case 'warn':
      return colors.yellow(text);
    case 'accent':
    case 'first':
      return colors.cyan(text);
    case 'quiet':
      return colors.dim(text);
    case 'second':
      return colors.magenta(text);
    case 'third':
      return colors.blue(text);
    case 'fourth':
      return colors.yellow(text);
    case 'fifth':
      return colors.green(text);
  }
}

/** Icon, word and colour of one state, decided together. Every icon is one cell wide in every terminal. */
export interface Mark {
  icon: string;
  word: string;
  tone: Tone;
}

export const componentMarks: Record<ComponentState, Mark> = {
  pulling: { icon: '↓', word: 'pulling', tone: 'accent' },
  building: { icon: '◇', word: 'building', tone: 'accent' },
  starting: { icon: '…', word: 'starting', tone: 'accent' },
  ready: { icon: '✓', word: 'ready', tone: 'good' },
  failed: { icon: '✗', word: 'failed', tone: 'bad' },
  stopped: { icon: '■', word: 'stopped', tone: 'quiet' },
};

export const alertMarks: Record<AlertState, Mark> = {
  inactive: { icon: '·', word: 'inactive', tone: 'quiet' },
  pending: { icon: '◐', word: 'pending', tone: 'warn' },
  firing: { icon: '▲', word: 'firing', tone: 'bad' },
};

export const verdictMarks = {
  'expect.pass': { icon: '✓', word: 'held', tone: 'good' },
  'expect.fail': { icon: '✗', word: 'failed', tone: 'bad' },
  'expect.skip': { icon: '-', word: 'not asked', tone: 'quiet' },
  waiting: { icon: '○', word: 'waiting', tone: 'quiet' },
} as const satisfies Record<string, Mark>;

const resultMarks = {
  pass: { icon: '✓', word: 'passed', tone: 'good' },
  fail: { icon: '✗', word: 'failed', tone: 'bad' },
  error: { icon: '✗', word: 'ended by an error', tone: 'bad' },
  cancelled: { icon: '■', word: 'cancelled', tone: 'warn' },
  running: { icon: '▸', word: 'running', tone: 'accent' },
} as const satisfies Record<string, Mark>;

/** How a run went; without an end it still goes. */
export function resultMark(end: Pick<RunEndEvent, 'result' | 'error'> | undefined): Mark {
  if (!end) return resultMarks.running;
  return end.error?.code === 'interrupted' ? resultMarks.cancelled : resultMarks[end.result];
}

const tones: Readonly<Record<ComponentColor, Tone>> = {
  cyan: 'first',
  magenta: 'second',
  blue: 'third',
  yellow: 'fourth',
  green: 'fifth',
};

const serviceTones = new Map<string, Tone>(
  components.flatMap((component): [string, Tone][] => {
    const { name, color } = component;
    return color === undefined ? [] : [[findService(name)?.telemetry.serviceName ?? name, tones[color]]];
  }),
);

/** The color of a service by its `service.name`, the same in every view. */
export function serviceTone(service: string): Tone {
  return serviceTones.get(service) ?? 'fifth';
}
