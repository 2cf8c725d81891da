import type { Value } from './ast.ts';

const verb = /%(-?)(0?)(\d{0,4})(?:\.(\d{1,3}))?([a-zA-Z%])/g;

/** The verbs of Go's `fmt.Sprintf` that make sense for texts, numbers and booleans. */
export function printf(format: string, args: readonly Value[]): string {
  let next = 0;
  const result = format.replace(
    verb,
    (_, left: string, zero: string, width: string, digits: string | undefined, letter: string) => {
      if (letter === '%') return '%';
      const value = args[next];
      next += 1;
      if (value === undefined) return `%!${letter}(MISSING)`;
      const shown = show(letter, value, digits === undefined ? undefined : Number(digits));
      const to = Number(width);
      if (left !== '') return shown.padEnd(to);
      return shown.padStart(to, zero !== '' && letter !== 's' ? '0' : ' ');
    },
  );
  return result;
}

function show(letter: string, value: Value, digits: number | undefined): string {
  switch (letter) {
    case 'v':
    case 't':
      return String(value);
    case 's':
      return digits === undefined ? String(value) : Array.from(String(value)).slice(0, digits).join('');
    case 'q':
      return JSON.stringify(String(value));
    case 'd':
      return typeof value === 'number' ? String(Math.trunc(value)) : `%!d(${typeof value}=${String(value)})`;
    case 'f':
      return typeof value === 'number' ? value.toFixed(digits ?? 6) : `%!f(${typeof value}=${String(value)})`;
    case 'x':
      return typeof value === 'number' ? Math.trunc(value).toString(16) : Buffer.from(String(value)).toString('hex');
    default:
      return `%!${letter}(${typeof value}=${String(value)})`;
  }
}
