import type { Key as InkKey } from 'ink';

/** One key as it was pressed: its name (`a`, `A`, `/`, `space`, `enter`, `shift+tab`, `ctrl+d`), and what it types, if anything. */
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
  // Terminals send either for the key that deletes to the left.
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
] as const satisfies readonly (readonly [keyof InkKey, string])[];

/** What Ink tells of a key, as one name. Pasted text comes as one press that types more than one character. */
export function keyPress(input: string, key: Partial<InkKey>): KeyPress {
  const special = named.find(([property]) => key[property] === true)?.[1];
  if (special !== undefined) {
    return { name: key.shift === true && special === 'tab' ? 'shift+tab' : special, text: '' };
  }
  if (key.ctrl === true) return { name: `ctrl+${input}`, text: '' };
  return { name: input === ' ' ? 'space' : input, text: key.meta === true ? '' : input };
}

const symbols: Record<string, string> = {
  up: '↑',
  down: '↓',
  left: '←',
  right: '→',
  escape: 'esc',
  pageup: 'pgup',
  pagedown: 'pgdn',
};

/** A key's name as a person reads it. */
export function keyLabel(name: string): string {
  return symbols[name] ?? name.replace(/^ctrl\+/, '^');
}
