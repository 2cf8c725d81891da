import { expect, it } from 'vitest';
import { frameWriter } from '../../../../cli/tui/screen/frame-writer.ts';

function writer(columns = 5, rows = 4) {
  const written: string[] = [];
  const { draw, forget } = frameWriter(
    (text) => written.push(text),
    () => ({ columns, rows }),
  );
  const drawn = (frame: string): string => {
    written.length = 0;
    draw(frame);
    return written.join('').replaceAll('\u001b', 'ESC');
  };
  return { drawn, forget };
}

it('writes each row at its place, and only those that differ', () => {
  const { drawn } = writer();
  expect(drawn('a\nb')).toBe('ESC[?2026hESC[1;1HaESC[KESC[2;1HbESC[KESC[?2026l');
  expect(drawn('a\nc')).toBe('ESC[?2026hESC[2;1HcESC[KESC[?2026l');
  expect(drawn('a\nc')).toBe('');
});

it('erases a row that is gone, but never the last cell of a full one', () => {
  const { drawn } = writer();
  drawn('12345\nb');
  expect(drawn('54321')).toBe('ESC[?2026hESC[1;1H54321ESC[2;1HESC[KESC[?2026l');
});

it('never writes into the last row of the terminal, which would scroll it', () => {
  expect(writer().drawn('1\n2\n3\n4\n5')).not.toContain('[4;1H');
});

it('redraws all rows after forget', () => {
  const { drawn, forget } = writer();
  drawn('a');
  forget();
  expect(drawn('a')).toContain('[1;1Ha');
});
