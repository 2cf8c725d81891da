import { escapeRegExp } from '../../../lib/escape-regexp.ts';
import type { AttributeUse } from './adapted-collector.ts';

export type Where = AttributeUse['on'];

/** An attribute in an OTTL statement or condition. */
export interface OttlUse {
  key: string;
  on: Where;
  /** The statement creates it if it is missing. */
  writes: boolean;
}

const places: Readonly<Record<string, Where>> = {
  resource: 'resource',
  span: 'span',
  spanevent: 'spanEvent',
  log: 'log',
  log_record: 'log',
  datapoint: 'datapoint',
};

/** `span.attributes["a"]`, and `attributes["a"]` of the default context. */
const indexed = /(?<![\w.])(?:(\w+)\.)?attributes\["((?:[^"\\]|\\.)+)"\]/g;
/** Functions with a map and keys as arguments. */
const byFunction =
  /(?<![\w.])(?:delete_key|delete_keys|keep_keys|HasAttrKeyOnDatapoint|HasAttrOnDatapoint)\(\s*(?:(?:(\w+)\.)?attributes\s*,\s*)?([^()]*)\)/g;
const texts = /"((?:[^"\\]|\\.)+)"/g;

/** The place of an OTTL context; undefined for contexts whose attributes no traffic has, such as `scope`. */
export function placeOf(context: string): Where | undefined {
  return places[context];
}

/**
 * The attributes of a statement or a condition. An attribute that is only compared with `== nil` is not used; one that
 * is set only if it exists is used, not written.
 */
export function ottlAttributes(text: string, context: Where | undefined): OttlUse[] {
  const setsIt = /^\s*set\(\s*(?:(\w+)\.)?attributes\["((?:[^"\\]|\\.)+)"\]/.exec(text);
  const target = setsIt ? useOf(setsIt[1], setsIt[2] ?? '', context) : undefined;
  const [, condition = ''] = /\swhere\s([\s\S]*)$/.exec(text) ?? [];
  const needsIt = target !== undefined && compared(condition, target.key, '!=');
  const uses: OttlUse[] = target && !needsIt ? [{ ...target, writes: true }] : [];
  for (const match of text.matchAll(indexed)) {
    const use = useOf(match[1], match[2] ?? '', context);
    if (!use) continue;
    const isTarget = target?.key === use.key && match.index < (setsIt?.[0].length ?? 0);
    if (isTarget) continue;
    const after = text.slice(match.index + match[0].length);
    if (!/^\s*==\s*nil/.test(after)) uses.push(use);
  }
  for (const [call, prefix, rest = ''] of text.matchAll(byFunction)) {
    const ofPoints = call.startsWith('HasAttr');
    const keys = Array.from(rest.matchAll(texts), ([, key = '']) => key).slice(0, ofPoints ? 1 : undefined);
    for (const key of keys) {
      const use = ofPoints ? useOf('datapoint', key, context) : useOf(prefix, key, context);
      if (use) uses.push(use);
    }
  }
  return uses.filter(
    (use, index) =>
      uses.findIndex((one) => one.key === use.key && one.on === use.on && one.writes === use.writes) === index,
  );
}

/** Whether two statements are equal, apart from the contexts that the Collector adds to paths without one. */
export function isSameStatement(one: string, other: string): boolean {
  const bare = (text: string): string =>
    text.replaceAll(/\b(resource|scope|span|spanevent|log|metric|datapoint)\./g, '').trim();
  return one === other || bare(one) === bare(other);
}

function useOf(prefix: string | undefined, key: string, context: Where | undefined): OttlUse | undefined {
  const on = prefix === undefined ? context : places[prefix];
  return on === undefined ? undefined : { key: key.replaceAll(/\\(.)/g, '$1'), on, writes: false };
}

function compared(text: string, key: string, operator: '!='): boolean {
  const escaped = escapeRegExp(key);
  return new RegExp(`attributes\\["${escaped}"\\]\\s*${operator}\\s*nil`).test(text);
}
