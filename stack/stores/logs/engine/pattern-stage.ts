import type { PatternStage } from '../logql/ast.ts';
import type { Line } from './line.ts';

/**
 * Loki's `pattern`: what is between the texts of the pattern as fields, each up to the first place of the text after it. The last
 * capture, or the one before a text that is missing, takes the rest of the line.
 */
export function compilePattern({ pieces }: PatternStage): (line: Line) => boolean {
  const [first] = pieces;
  const start = first && 'text' in first ? first.text : '';
  return (line) => {
    if (line.text === '' || !line.text.startsWith(start)) return true;
    let from = start.length;
    pieces.forEach((piece, index) => {
      if (!('capture' in piece) || from === -1) return;
      const next = pieces[index + 1];
      const end = next && 'text' in next ? line.text.indexOf(next.text, from) : -1;
      const value = line.text.slice(from, end === -1 ? undefined : end);
      if (piece.capture !== undefined) line.add(piece.capture, value);
      from = next && 'text' in next && end !== -1 ? end + next.text.length : -1;
    });
    return true;
  };
}
