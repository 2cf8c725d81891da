import type { Key as InkKey } from 'ink';

/** A key press: its name (`a`, `A`, `/`, `space`, `enter`, `shift+tab`, `ctrl+d`) and its text, if any. */
export interface KeyPress {
  name: string;
  text: string;
}

const named = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  // Terminals send either of them for backspace.
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
] as const satisfies readonly (readonly [keyof InkKey, string])[];

/** Converts a key of Ink. Input of several characters is one key press with that text. */
export function keyPress(input: string, key: Partial<InkKey>): KeyPress {
  const special = named.find(([property]) => key[property] === true)?.[1];
  if (special !== undefined) {
    return { name: key.shift === true && special === 'tab' ? 'shift+tab' : special, text: '' };
  }
  if (key.ctrl === true) return { name: `ctrl+${input}`, text: '' };
  return { name: input === ' ' ? 'space' : input, text: key.meta === true ? '' : input };
}

const typed: Record<string, Partial<InkKey>> = {
  '\r': { return: true },
  '\n': { return: true },
  '\t': { tab: true },
  '\u007f': { backspace: true },
  '\b': { backspace: true },
  '\u001b': { escape: true },
};

/** Like `keyPress`, for fast keys that arrive in one chunk: splits them into key presses. */
export function keyPresses(input: string, key: Partial<InkKey>): KeyPress[] {
  const isOne = key.ctrl === true || key.meta === true || named.some(([property]) => key[property] === true);
  const parts = isOne ? [input] : [...graphemes.segment(input)].map(({ segment }) => segment);
  if (parts.length < 2) return [keyPress(input, key)];
  return parts.map((part) => keyPress(part, typed[part] ?? {}));
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

const symbols: Record<string, string> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  escape: 'esc',
  pageup: 'pgup',
  pagedown: 'pgdn',
};

/** The displayed name of a key. */
export function keyLabel(name: string): string {
  return symbols[name] ?? name.replace(/^ctrl\+/, '^');
}
