import { pacePromQL } from './pace-promql.ts';
import { lengthAt, paceDuration, parseYaml } from './yaml-file.ts';

/** A Prometheus rule file with its windows, `for`, `keep_firing_for` and group intervals divided by `pace`. */
export function paceRules(text: string, file: string, pace: number): string {
  const document = parseYaml(text, file);
  for (let group = 0; group < lengthAt(document, ['groups']); group += 1) {
    paceDuration(document, ['groups', group, 'interval'], pace);
    paceDuration(document, ['groups', group, 'query_offset'], pace);
    for (let rule = 0; rule < lengthAt(document, ['groups', group, 'rules']); rule += 1) {
      const path = ['groups', group, 'rules', rule];
      paceDuration(document, [...path, 'for'], pace);
      paceDuration(document, [...path, 'keep_firing_for'], pace);
      const expression = document.getIn([...path, 'expr']);
      if (typeof expression === 'string') document.setIn([...path, 'expr'], pacePromQL(expression, pace));
    }
  }
  return document.toString({ lineWidth: 0 });
}
