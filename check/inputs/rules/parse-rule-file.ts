import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  stringify,
} from 'yaml';
import { UserError } from '../../../lib/errors.ts';
import { describeSource, type SourceLine } from '../../../lib/events/source-line.ts';
import { parseDuration } from '../../../lib/duration/parse-duration.ts';
import type { PrometheusNotice } from '../notice.ts';
import { rejectTemplate } from '../reject-template.ts';
import { withoutForeignKeys } from './foreign-keys.ts';
import type { Rule } from './rule.ts';

/** The rules of a file or of one manifest in it: text for Prometheus with the lines of the user's file. */
export interface RuleFilePart {
  text: string;
  rules: Rule[];
}

export interface RuleFile {
  parts: RuleFilePart[];
  /** About keys that Prometheus does not have. */
  notices: PrometheusNotice[];
}

type At = (offset: number) => SourceLine;

/** A larger rule file is a mistake; the largest in public collections have a tenth of it. */
const mostBytes = 8 * 2 ** 20;

/**
 * Parses a Prometheus rule file, or a file of Kubernetes manifests of the kind PrometheusRule.
 * @throws UserError with file and line if it is not YAML or has no groups; exit code 2.
 */
export function parseRuleFile(written: string, file: string, intervalMs: number): RuleFile {
  if (written.length > mostBytes) {
    throw notRules(file, `it has ${Math.round(written.length / 2 ** 20)} MiB; the limit is ${mostBytes / 2 ** 20} MiB`);
  }
  rejectTemplate(written, file, 'bad-rules');
  const { text, found } = withoutForeignKeys(written);
  const lines = new LineCounter();
  const at: At = (offset) => ({ file, line: Math.max(1, lines.linePos(offset).line) });
  // Prometheus reports duplicate keys; the parser's own check is quadratic, which takes minutes for malformed files.
  const options = { merge: true, lineCounter: lines, prettyErrors: false, uniqueKeys: false };
  const documents = parseAllDocuments(text, options);
  if (!Array.isArray(documents)) return { parts: [{ text, rules: [] }], notices: [] };
  for (const { errors } of documents) {
    const [error] = errors;
    if (error) throw notYaml(describeSource(at(error.pos[0])), error.message);
  }
  const filled = documents.filter(
    ({ contents }) => contents !== null && !(isScalar(contents) && contents.value === null),
  );
  const parts = filled.flatMap((document) =>
    partsOf(document, { text, file, at, intervalMs, alone: filled.length === 1 }),
  );
  if (parts.length === 0 && filled.length > 0) throw notRules(file, 'it has no manifest of the kind PrometheusRule');
  const notices = found.map(({ key, ruler, offset }): PrometheusNotice => {
    return { type: 'foreign-key', key, ruler, source: at(offset) };
  });
  return { parts, notices };
}

interface Reading {
  text: string;
  file: string;
  at: At;
  intervalMs: number;
  /** It is the only document in its file. */
  alone: boolean;
}

function partsOf(document: Document, reading: Reading): RuleFilePart[] {
  const { contents } = document;
  const { file, at, alone } = reading;
  const place = describeSource(at(isNode(contents) ? (contents.range?.[0] ?? 0) : 0));
  if (!isMap(contents)) throw notRules(place, 'it is not a mapping with `groups`');
  const kind = text(contents.get('kind'));
  const items = contents.get('items');
  if (kind?.endsWith('List') === true && isSeq(items)) {
    return items.items.flatMap((item) =>
      isMap(item) && item.get('kind') === 'PrometheusRule' ? [manifest(item, document, reading)] : [],
    );
  }
  if (kind === 'PrometheusRule') return [manifest(contents, document, reading)];
  if (kind !== undefined && contents.has('apiVersion')) {
    if (alone) throw notRules(place, `it is a manifest of the kind ${kind}, not PrometheusRule`);
    return [];
  }
  if (!contents.has('groups')) {
    const keys = contents.items.slice(0, 5).map(({ key }) => String(isScalar(key) ? key.value : key).slice(0, 40));
    throw notRules(file, `it has no \`groups\`${keys.length > 0 ? `; its keys are ${keys.join(', ')}` : ''}`);
  }
  if (isProvisioning(contents.get('groups', true))) {
    throw notRules(place, "it is in the format of Grafana's alert provisioning, whose rules Grafana evaluates");
  }
  const rules = readGroups(contents.get('groups', true), document, reading);
  // Prometheus reads only the first document. A single document is kept as written, with the lines of the user's file.
  return [{ text: alone ? reading.text : stringify(document.toJS()), rules }];
}

/** Whether groups have rules with `data`, the queries of Grafana's own alert rules. */
function isProvisioning(groups: unknown): boolean {
  const lists = isSeq(groups) ? groups.items.map((group) => (isMap(group) ? group.get('rules', true) : undefined)) : [];
  const rules = lists.flatMap((list) => (isSeq(list) ? list.items : []));
  return rules.some((rule) => isMap(rule) && rule.has('data') && !rule.has('expr'));
}

/** The groups of a manifest, at their original lines if their text is valid without the rest. */
function manifest(item: Node, document: Document, reading: Reading): RuleFilePart {
  const spec = isMap(item) ? item.get('spec') : undefined;
  const groups = isMap(spec) ? spec.get('groups', true) : undefined;
  const rules = readGroups(groups, document, reading);
  const range = isNode(groups) ? groups.range : undefined;
  const whole = isSeq(groups) && groups.flow !== true && range ? reading.text.slice(0, range[1]) : '';
  const data = isNode(groups) ? (groups.toJS(document) as unknown) : [];
  const plain = !/(^|\s)[*&][\w-]+/.test(whole.slice(range?.[0]));
  if (!range || whole === '' || !plain) return { text: stringify({ groups: data }), rules };
  const start = reading.text.lastIndexOf('\n', range[0]) + 1;
  const before = reading.text.slice(0, start).split('\n').length - 1;
  return { text: `groups:${'\n'.repeat(Math.max(1, before))}${whole.slice(start)}\n`, rules };
}

function readGroups(groups: unknown, document: Document, { at, intervalMs }: Reading): Rule[] {
  if (!isSeq(groups)) return [];
  return groups.items.flatMap((group) => {
    if (!isMap(group)) return [];
    const list = group.get('rules', true);
    const own = duration(group.get('interval'));
    const shared = { group: text(group.get('name')) ?? '', intervalMs: own > 0 ? own : intervalMs };
    return (isSeq(list) ? list.items : []).flatMap((entry): Rule[] => {
      const rule = isNode(entry) && 'resolve' in entry ? entry.resolve(document) : entry;
      if (!isMap(rule)) return [];
      const kind = rule.has('alert') ? 'alert' : 'record';
      const expr = text(rule.get('expr'));
      if (expr === undefined) return [];
      const labels = rule.get('labels');
      const ownLabels = isMap(labels) ? (labels.toJS(document) as Record<string, unknown>) : {};
      const groupLabels = group.get('labels');
      const all = {
        ...(isMap(groupLabels) ? (groupLabels.toJS(document) as Record<string, unknown>) : {}),
        ...ownLabels,
      };
      const written = rule.get('annotations');
      const annotations = isMap(written) ? (written.toJS(document) as Record<string, unknown>) : undefined;
      return [
        {
          ...shared,
          kind,
          name: text(rule.get(kind)) ?? '',
          expr: expr.trim(),
          forMs: duration(rule.get('for')),
          keepFiringForMs: duration(rule.get('keep_firing_for')),
          labels: asTexts(all),
          ...(annotations ? { annotations: asTexts(annotations) } : {}),
          source: at(keyOffset(rule, kind) ?? 0),
        },
      ];
    });
  });
}

function asTexts(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

function keyOffset(map: unknown, name: string): number | undefined {
  if (!isMap(map)) return undefined;
  const pair = map.items.find(({ key }) => isScalar(key) && key.value === name);
  return (isNode(pair?.key) ? pair.key.range?.[0] : undefined) ?? map.range?.[0];
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

/** Milliseconds of a Prometheus duration; 0 if it is invalid, which Prometheus reports. */
function duration(value: unknown): number {
  return (typeof value === 'string' ? parseDuration(value) : undefined) ?? 0;
}

function notYaml(place: string, reason: string): UserError {
  return new UserError(`${place} is not valid YAML: ${(reason.split('\n')[0] ?? '').slice(0, 300)}`, {
    code: 'bad-yaml',
    hint: 'Fix the file at this line.',
  });
}

function notRules(place: string, why: string): UserError {
  return new UserError(`${place} is not a Prometheus rule file: ${why}.`, {
    code: 'bad-rules',
    hint: 'Define rules under groups, or in manifests of the kind PrometheusRule.',
  });
}
