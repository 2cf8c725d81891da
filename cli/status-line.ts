import { stripVTControlCharacters } from 'node:util';
import stringWidth from 'string-width';

/** Moves to the start of the line and erases it. */
const erase = '\r\u001B[2K';
const ellipsis = '…';

/** The last line of a terminal, rewritten in place. */
export class StatusLine {
  readonly #stream: Pick<NodeJS.WriteStream, 'write' | 'columns'>;
  #text: string | undefined;

  constructor(stream: Pick<NodeJS.WriteStream, 'write' | 'columns'>) {
    this.#stream = stream;
  }

  /** Replaces the text; undefined removes the line. */
  show(text: string | undefined): void {
    if (text === this.#text) return;
    this.#text = text;
    this.#stream.write(text === undefined ? erase : `${erase}${fitted(text, this.#stream.columns)}`);
  }

  /** Writes other lines above the status line. */
  above(write: () => void): void {
    const text = this.#text;
    this.show(undefined);
    write();
    this.show(text);
  }
}

/** Truncates the text: a line that wraps could not be erased. */
function fitted(text: string, columns: number): string {
  const room = (columns || 80) - 1;
  if (stringWidth(text) <= room) return text;
  let cut = '';
  for (const { segment } of new Intl.Segmenter().segment(stripVTControlCharacters(text))) {
    if (stringWidth(cut + segment) > room - 1) break;
    cut += segment;
  }
  return cut + ellipsis;
}
