import type { PatternPiece } from './ast.ts';

/**
 * Reads a pattern such as `<method> <_> <status>`: captures in angle brackets and the texts between them.
 *
 * @throws Error with what is wrong
 */
export function parsePattern(pattern: string): PatternPiece[] {
  const names = new Set<string>();
  // Split at a group gives its matches in the odd places.
  const pieces = pattern.split(/<([A-Za-z_]\w*)>/).flatMap((part, index): PatternPiece[] => {
    if (index % 2 === 0) return part === '' ? [] : [{ text: part }];
    if (part === '_') return [{ capture: undefined }];
    if (names.has(part)) throw new Error(`duplicate capture name (${part}): invalid expression`);
    names.add(part);
    return [{ capture: part }];
  });
  if (names.size === 0) throw new Error('at least one capture is required');
  pieces.forEach((piece, index) => {
    const next = pieces[index + 1];
    if (!('capture' in piece) || next === undefined || !('capture' in next)) return;
    const found = `<${piece.capture ?? '_'}><${next.capture ?? '_'}>`;
    throw new Error(`found consecutive capture '${found}': invalid expression`);
  });
  return pieces;
}
