import { messageOf } from '../../../../lib/errors.ts';
import { labelValue } from '../log-entry.ts';
import type { LabelFormatStage } from '../logql/ast.ts';
import { renderTemplate } from '../template/render.ts';
import type { Line } from './line.ts';

/** Loki's `label_format`. All templates of one stage see the labels as they were before the first of them. */
export function compileLabelFormat({ formats }: LabelFormatStage): (line: Line) => boolean {
  return (line) => {
    const { text, entry } = line;
    let before: Record<string, string> | undefined;
    for (const format of formats) {
      if ('from' in format) {
        const value = line.get(format.from);
        if (value === undefined) continue;
        line.set(format.label, value);
        line.remove(format.from);
        continue;
      }
      const labels = (before ??= line.labels());
      const field = (name: string): string | undefined => labelValue(labels, name);
      try {
        line.set(format.label, renderTemplate(format.template, { text, timeNs: entry.time, field }));
      } catch (error) {
        line.fail('TemplateFormatErr', messageOf(error));
      }
    }
    return true;
  };
}
