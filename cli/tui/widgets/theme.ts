import type { AlertState, RunEndEvent } from '../../../lib/events/run-event.ts';
import { components, type ComponentState } from '../../../stack/components/component.ts';
import type { ComponentColor } from '../../../stack/components/descriptor.ts';
import { findService } from '../../../stack/services/index.ts';
import type { Colors } from '../../terminal.ts';

/** The meaning of a color. An icon and a word always repeat it. */
export type Tone =
  | 'good'
  | 'bad'
  | 'warn'
  | 'accent'
  | 'quiet'
  // To distinguish items, such as the services of a trace.
  | 'first'
  | 'second'
  | 'third'
  | 'fourth'
  | 'fifth';

/** Styles a text. Uses the 16 ANSI colors, which follow the terminal's theme. */
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

/** Icon, word and color of a state. Every icon is one cell wide in every terminal. */
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
  'expect.pass': { icon: '✓', word: 'passed', tone: 'good' },
  'expect.fail': { icon: '✗', word: 'failed', tone: 'bad' },
  'expect.skip': { icon: '-', word: 'skipped', tone: 'quiet' },
  waiting: { icon: '○', word: 'waiting', tone: 'quiet' },
} as const satisfies Record<string, Mark>;

const resultMarks = {
  pass: { icon: '✓', word: 'passed', tone: 'good' },
  fail: { icon: '✗', word: 'failed', tone: 'bad' },
  error: { icon: '✗', word: 'ended with an error', tone: 'bad' },
  cancelled: { icon: '■', word: 'cancelled', tone: 'warn' },
  running: { icon: '▸', word: 'running', tone: 'accent' },
} as const satisfies Record<string, Mark>;

/** The result of a run; running without an end. */
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
