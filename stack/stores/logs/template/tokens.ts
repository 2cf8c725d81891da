/** A piece of a template: text, or the words of an action. */
export type Piece = { text: string } | { words: string[] };

const word = /\s*("(?:[^"\\\n]|\\.)*"|`[^`]*`|-?\d+(?:\.\d+)?(?![\w.])|\.\w+(?:\.\w+)*|\.|[A-Za-z_]\w*|[()|]|\S)/y;

/**
 * Splits a Go template into text and actions; `{{-` and `-}}` trim the text next to them.
 *
 * @throws Error where an action has no end
 */
export function splitTemplate(template: string): Piece[] {
  const pieces: Piece[] = [];
  let rest = template;
  let trimStart = false;
  for (;;) {
    const open = rest.indexOf('{{');
    let text = open === -1 ? rest : rest.slice(0, open);
    if (trimStart) text = text.trimStart();
    if (open === -1) {
      if (text !== '') pieces.push({ text });
      return pieces;
    }
    const inside = rest.slice(open + 2);
    const trimEnd = /^-\s/.test(inside);
    if (trimEnd) text = text.trimEnd();
    if (text !== '') pieces.push({ text });
    const body = trimEnd ? inside.slice(1) : inside;
    const { words, length } = readAction(body);
    pieces.push({ words });
    trimStart = /\s-$/.test(body.slice(0, length));
    if (trimStart && words.at(-1) === '-') words.pop();
    rest = body.slice(length + 2);
  }
}

function readAction(body: string): { words: string[]; length: number } {
  const comment = /^\s*\/\*.*?\*\/\s*-?(?=\}\})/s.exec(body)?.[0];
  if (comment !== undefined) return { words: [], length: comment.length };
  const words: string[] = [];
  let at = 0;
  for (;;) {
    const space = /^\s*/.exec(body.slice(at))?.[0].length ?? 0;
    if (body.startsWith('}}', at + space)) return { words, length: at + space };
    word.lastIndex = at;
    const found = word.exec(body)?.[1];
    if (found === undefined) throw new Error('template: unclosed action');
    words.push(found);
    at = word.lastIndex;
  }
}
