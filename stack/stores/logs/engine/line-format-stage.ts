import { messageOf } from '../../../../lib/errors.ts';
import type { LineFormatStage } from '../logql/ast.ts';
import { renderTemplate } from '../template/render.ts';
import type { Line } from './line.ts';

/** Loki's `line_format`: replaces the text of a line; one whose template fails keeps it, with an `__error__`. */
export function compileLineFormat({ template }: LineFormatStage): (line: Line) => boolean {
  return (line) => {
    const { text, entry } = line;
    try {
      line.text = renderTemplate(template, { text, timeNs: entry.time, field: (name) => line.get(name) });
    } catch (error) {
      line.fail('TemplateFormatErr', messageOf(error));
    }
    return true;
  };
}
