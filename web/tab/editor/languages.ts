import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import { yamlLanguage } from '@codemirror/lang-yaml';
import { LanguageSupport } from '@codemirror/language';
import { parseMixed, type SyntaxNodeRef } from '@lezer/common';
import { LanguageType, newCompleteStrategy, promQLLanguage } from '@prometheus-io/codemirror-promql';
import { componentTypes } from 'virtual:component-types';
import type { TabFiles } from '../worker/protocol.ts';
import { collectorSuggestions } from './collector-suggestions.ts';
import { ruleSuggestions } from './rule-suggestions.ts';
import { type YamlPlace, yamlPlace } from './yaml-place.ts';

type Suggest = (place: YamlPlace, text: string) => readonly string[];

const promql = promQLLanguage(LanguageType.PromQL);
const rules = yamlLanguage.configure({
  wrap: parseMixed((node, input) => (isExpression(node, input) ? { parser: promql.parser } : null)),
});
const ofPromql = newCompleteStrategy();

/** The language of each file: YAML with the keys and names that it may have; in rules, expressions are PromQL. */
export const languages: Readonly<Record<keyof TabFiles, LanguageSupport>> = {
  collector: new LanguageSupport(
    yamlLanguage,
    yamlLanguage.data.of({
      autocomplete: completeWith((place, text) => collectorSuggestions(place, text, componentTypes)),
    }),
  ),
  rules: new LanguageSupport(rules, [
    rules.data.of({ autocomplete: completeWith((place) => ruleSuggestions(place)) }),
    promql.data.of({ autocomplete: (context: CompletionContext) => ofPromql.promQL(context) }),
  ]),
  traffic: new LanguageSupport(yamlLanguage),
};

function completeWith(suggest: Suggest): (context: CompletionContext) => CompletionResult | null {
  return ({ state, pos, explicit }) => {
    const place = yamlPlace(state.sliceDoc(0, pos));
    if (!place || (place.word === '' && !explicit)) return null;
    const suffix = place.of === 'key' ? ': ' : '';
    const options = suggest(place, state.doc.toString()).map((label): Completion => ({
      label,
      apply: `${label}${suffix}`,
    }));
    return options.length === 0 ? null : { from: pos - place.word.length, options, validFor: /^[\w./-]*$/ };
  };
}

/** The value of `expr:` in one line or in a block. */
function isExpression({ node, name }: SyntaxNodeRef, input: { read: (from: number, to: number) => string }): boolean {
  const value = name === 'BlockLiteralContent' ? node.parent : name === 'Literal' ? node : null;
  const key = value?.parent?.name === 'Pair' ? value.parent.getChild('Key') : null;
  return key !== null && input.read(key.from, key.to) === 'expr';
}
