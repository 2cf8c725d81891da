import { type Document, isCollection, isMap, isNode, isPair, isScalar, isSeq, type Node, stringify } from 'yaml';
import type { YamlEdit, YamlPath } from './yaml-edit.ts';

/** What takes the place of a part of a text. */
export interface Splice {
  from: number;
  to: number;
  by: string;
}

/**
 * The part of a text that an edit changes; undefined where that needs more than a replaced value, or an added or removed
 * entry. The caller compares the result with what the edit means. `document` is that of the text.
 */
export function spliceOf(text: string, document: Document, edit: YamlEdit): Splice | undefined {
  const holderPath = edit.op === 'add' ? edit.path : edit.path.slice(0, -1);
  if (edit.op === 'rename') {
    const key = keyOf(nodeAt(document, holderPath), edit.path.at(-1));
    return key?.range ? replaced(text, key.range, scalarText(edit.to)) : undefined;
  }
  const flow = outermostFlow(document, holderPath);
  if (flow) return spliceFlow(text, document, edit, flow);
  const holder = nodeAt(document, holderPath);
  if (edit.op === 'add') return isSeq(holder) ? appended(text, holder, itemLines(text, edit.value)) : undefined;
  const last = edit.path.at(-1);
  const node = document.getIn(edit.path, true);
  if (edit.op === 'remove') return withoutEntry(text, holder, last);
  if (isScalar(node) && node.range) return replaced(text, node.range, valueText(text, holder, last, edit.value));
  if (node === undefined && isMap(holder)) return appended(text, holder, entryLines(text, String(last), edit.value));
  // Parents that do not exist yet are set together with the value.
  if (holder === undefined && edit.path.length > 1) {
    return spliceOf(text, document, { ...edit, path: edit.path.slice(0, -1), value: { [String(last)]: edit.value } });
  }
  return undefined;
}

function nodeAt(document: Document, path: YamlPath): unknown {
  return path.length === 0 ? document.contents : document.getIn(path, true);
}

function outermostFlow(document: Document, path: YamlPath): YamlPath | undefined {
  for (let depth = 0; depth <= path.length; depth += 1) {
    const node = nodeAt(document, path.slice(0, depth));
    if (isCollection(node) && node.flow === true) return path.slice(0, depth);
  }
  return undefined;
}

/** Writes a list or mapping in brackets anew. */
function spliceFlow(text: string, document: Document, edit: YamlEdit, at: YamlPath): Splice | undefined {
  const node = nodeAt(document, at) as Node;
  if (!node.range) return undefined;
  const before = text.slice(node.range[0], node.range[1]);
  if (/[\n#]/.test(before)) return undefined;
  const data = structuredClone(node.toJS(document) as unknown);
  const path = edit.path.slice(at.length);
  const holder = (edit.op === 'add' ? path : path.slice(0, -1)).reduce<unknown>(
    (here, step) => (here as Record<string | number, unknown> | undefined)?.[step],
    data,
  ) as Record<string | number, unknown> | unknown[] | undefined;
  const last = path.at(-1) ?? '';
  if (edit.op === 'add' && Array.isArray(holder)) holder.push(edit.value);
  else if (edit.op === 'remove' && Array.isArray(holder)) holder.splice(Number(last), 1);
  else if (edit.op === 'set' && holder !== undefined) (holder as Record<string | number, unknown>)[last] = edit.value;
  else return undefined;
  const padding = /^[[{] /.test(before) ? ' ' : '';
  return replaced(text, node.range, flowText(data, padding));
}

function flowText(data: unknown, padding: string): string {
  if (Array.isArray(data)) return `[${padding}${data.map((one) => flowText(one, padding)).join(', ')}${padding}]`;
  if (typeof data !== 'object' || data === null)
    return stringify([data], { collectionStyle: 'flow', lineWidth: 0 }).trim().slice(1, -1).trim();
  const entries = Object.entries(data).map(([key, value]) => `${scalarText(key)}: ${flowText(value, padding)}`);
  return `{${padding}${entries.join(', ')}${padding}}`;
}

const scalarText = (value: unknown): string => stringify(value, { lineWidth: 0 }).trimEnd();

/** A value behind its key; text of several lines becomes a block below it. */
function valueText(text: string, holder: unknown, last: string | number | undefined, value: unknown): string {
  if (typeof value !== 'string' || !value.trim().includes('\n')) return scalarText(value);
  const key = keyOf(holder, last);
  const indent = ' '.repeat((key?.range ? columnOf(text, key.range[0]) : 0) + 2);
  return `|\n${value
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : indent + line))
    .join('\n')}`;
}

/** A block scalar ends with the newline behind it, any other value before that. */
function replaced(text: string, [from = 0, to = 0]: readonly number[], by: string): Splice {
  return { from, to, by: by + (text[to - 1] === '\n' ? '\n' : '') };
}

function appended(text: string, holder: Node, lines: readonly string[]): Splice | undefined {
  const first = isMap(holder) ? keyOf(holder) : holder;
  if (!first?.range) return undefined;
  const indent = ' '.repeat(columnOf(text, first.range[0]));
  const at = nextLine(text, leafEnd(holder));
  const glue = at > 0 && text[at - 1] !== '\n' ? '\n' : '';
  return { from: at, to: at, by: glue + lines.map((line) => `${indent}${line}\n`).join('') };
}

function withoutEntry(text: string, holder: unknown, last: string | number | undefined): Splice | undefined {
  const index = isSeq(holder) ? Number(last) : -1;
  const entry = isSeq(holder) ? holder.items[index] : pairOf(holder, last);
  const start = isPair(entry) ? (entry.key as Node).range?.[0] : (entry as Node | undefined)?.range?.[0];
  if (start === undefined || !isCollection(holder)) return undefined;
  const from = start - columnOf(text, start);
  const to = nextLine(text, leafEnd(entry));
  if (holder.items.length > 1) return { from, to, by: '' };
  // The only entry: behind the key of its holder, on the line before, an empty value is left.
  const before = text.slice(0, from);
  const left = ` ${isMap(holder) ? '{}' : '[]'}\n`;
  return /:[^\S\n]*\n$/.test(before) ? { from: before.trimEnd().length, to, by: left } : undefined;
}

const entryLines = (text: string, key: string, value: unknown): string[] =>
  stringify({ [key]: value }, { lineWidth: 0, indentSeq: indentsLists(text) })
    .trimEnd()
    .split('\n');
const itemLines = (text: string, value: unknown): string[] =>
  stringify([value], { lineWidth: 0, indentSeq: indentsLists(text) })
    .trimEnd()
    .split('\n');

function pairOf(holder: unknown, key: string | number | undefined): { key: unknown; value: unknown } | undefined {
  if (!isMap(holder)) return undefined;
  return holder.items.find(
    (pair) => key === undefined || (isScalar(pair.key) && String(pair.key.value) === String(key)),
  );
}

function keyOf(holder: unknown, key?: string | number): Node | undefined {
  const found = pairOf(holder, key)?.key;
  return isNode(found) ? found : undefined;
}

/** The end of the last value within a node, without what follows it on its line. */
function leafEnd(node: unknown): number {
  if (isPair(node)) return isNode(node.value) && node.value.range ? leafEnd(node.value) : leafEnd(node.key);
  if (isCollection(node) && node.flow !== true && node.items.length > 0) return leafEnd(node.items.at(-1));
  return isNode(node) ? (node.range?.[1] ?? 0) : 0;
}

function nextLine(text: string, from: number): number {
  if (from > 0 && text[from - 1] === '\n') return from;
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end + 1;
}

function columnOf(text: string, offset: number): number {
  return offset - (text.lastIndexOf('\n', offset - 1) + 1);
}

/** Whether the items of lists are indented below their key. */
export function indentsLists(text: string): boolean {
  return !/^( *)(?:- )?[^\s#-][^\n]*:[^\S\n]*(?:#[^\n]*)?\n\1- /m.test(text);
}
