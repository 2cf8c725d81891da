import type { SyntaxNode } from '@lezer/common';
import type { LabelFormat, SelectLabelsStage } from './ast.ts';
import { parseTemplate } from '../template/parse-template.ts';
import { attempt, parseMatcher, parseText } from './parse-terms.ts';
import { parseError } from './query-error.ts';
import { childText, descendants, textOf } from './tree.ts';

/** The labels of `drop` and `keep`. */
export function parseSelectedLabels(query: string, node: SyntaxNode): SelectLabelsStage['labels'] {
  return [...descendants(node, 'DropLabel'), ...descendants(node, 'KeepLabel')].map((label) => {
    const matcher = label.getChild('Matcher');
    return matcher ? parseMatcher(query, matcher) : { name: childText(query, label, 'Identifier') };
  });
}

/** The labels of `label_format`. */
export function parseLabelFormats(query: string, node: SyntaxNode): LabelFormat[] {
  const taken = new Set<string>();
  return descendants(node, 'LabelFormatMatcher').map((format) => {
    const [name, from] = format.getChildren('Identifier');
    const label = name ? textOf(query, name) : '';
    if (label === '__error__') throw parseError(query, format.from, `${label} cannot be formatted`);
    if (taken.has(label)) {
      const problem = `multiple label name '${label}' not allowed in a single format operation`;
      throw parseError(query, format.from, problem);
    }
    taken.add(label);
    if (from) return { label, from: textOf(query, from) };
    const template = descendants(format, 'String').map((literal) => parseText(query, literal))[0] ?? '';
    return { label, template: attempt(query, format, () => parseTemplate(template)) };
  });
}
