import { messageOf } from '../../../../lib/errors.ts';
import { fieldName } from './json-stage.ts';
import type { Line } from './line.ts';

/** Loki's `unpack`: undoes what the `pack` stage of an agent did, with the packed labels as fields and `_entry` as the line. */
export function compileUnpack(): (line: Line) => boolean {
  return (line) => {
    if (line.text === '') return true;
    if (!line.text.startsWith('{')) {
      line.fail('JSONParserErr', 'expecting json object(6), but it is not');
      return true;
    }
    let packed: Record<string, unknown>;
    try {
      packed = JSON.parse(line.text) as Record<string, unknown>;
    } catch (error) {
      line.fail('JSONParserErr', messageOf(error));
      return true;
    }
    const { _entry: entry, ...fields } = packed;
    if (typeof entry !== 'string') return true;
    for (const [key, value] of Object.entries(fields)) if (typeof value === 'string') line.add(fieldName(key), value);
    line.text = entry;
    return true;
  };
}
