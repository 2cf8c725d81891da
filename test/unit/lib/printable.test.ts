import pc from 'picocolors';
import { expect, test } from 'vitest';
import { printable } from '../../../lib/format/printable.ts';

test.each([
  ['the title', '\u001b]0;owned\u0007x', '␛]0;owned␇x'],
  ['the cursor', 'a\u001b[2Jb\u001b[1;1H', 'a␛[2Jb␛[1;1H'],
  ['the clipboard', '\u001b]52;c;cm0=\u001b\\\\', '␛]52;c;cm0=␛\\\\'],
  ['a C1 control sequence', '\u009b31m', '\ufffd31m'],
  ['hidden text', '\u001b[8mx', '␛[8mx'],
  ['the start of the line', 'error\rok   \b\u007f', 'error␍ok   ␈␡'],
  ['the direction of text', 'a\u202eb\u2066c', 'a\ufffdb\ufffdc'],
])('what sets %s is shown, not executed', (_, text, shown) => {
  expect(printable(text)).toBe(shown);
});

test('own colors, tabs, line ends and other languages stay', () => {
  const colors = pc.createColors(true);
  const text = [
    ...[colors.red('a'), colors.dim('b'), colors.bold('c'), colors.cyan('d'), colors.green('e'), colors.inverse('f')],
    'g\th\nü – 日本 ✓ 👍',
  ].join('');
  expect(printable(text)).toBe(text);
});
