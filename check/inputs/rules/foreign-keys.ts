import { isMap, isNode, isPair, isScalar, isSeq, type Pair, parseAllDocuments, visit } from 'yaml';

/** A key of a rule file that another ruler than Prometheus has. */
export interface ForeignKey {
  key: string;
  ruler: string;
  offset: number;
}

/** By the list that has the mapping with the key; at the top of a file without one. */
const rulers: Readonly<Record<'top' | 'groups' | 'rules', Readonly<Record<string, string>>>> = {
  top: { namespace: 'mimirtool' },
  groups: {
    partial_response_strategy: 'Thanos Ruler',
    source_tenants: 'Mimir',
    evaluation_delay: 'Mimir',
    align_evaluation_time_on_interval: 'Mimir',
    remote_write: 'Grafana Enterprise Metrics',
    concurrency: 'vmalert',
    eval_offset: 'vmalert',
    eval_delay: 'vmalert',
    eval_alignment: 'vmalert',
    extra_filter_labels: 'vmalert',
    params: 'vmalert',
    headers: 'vmalert',
    notifier_headers: 'vmalert',
    tenant: 'vmalert',
    debug: 'vmalert',
  },
  rules: { debug: 'vmalert', update_entries_limit: 'vmalert' },
};

/** The keys that Prometheus rejects, and the text with spaces in their place, so that the rest keeps its lines. */
export function withoutForeignKeys(text: string): { text: string; found: ForeignKey[] } {
  const all = Object.values(rulers).flatMap((keys) => Object.keys(keys));
  if (!all.some((key) => text.includes(key))) return { text, found: [] };
  const documents = parseAllDocuments(text, { uniqueKeys: false });
  const found: (ForeignKey & { end: number; isOperators: boolean })[] = [];
  for (const document of Array.isArray(documents) ? documents : []) {
    const isManifest = isMap(document.contents) && document.contents.has('kind');
    visit(document, {
      Pair(_, pair, ancestors) {
        const key = isScalar(pair.key) ? String(pair.key.value) : '';
        const ruler = rulers[listOf(ancestors) ?? 'rules'][key];
        const [offset] = isScalar(pair.key) ? (pair.key.range ?? []) : [];
        if (ruler === undefined || offset === undefined || listOf(ancestors) === undefined) return;
        // Prometheus' operator removes it.
        const isOperators = isManifest && key === 'partial_response_strategy';
        found.push({ key, ruler, offset, end: endOf(pair, text), isOperators });
      },
    });
  }
  let blank = text;
  for (const { offset, end } of found) {
    blank = blank.slice(0, offset) + text.slice(offset, end).replaceAll(/[^\r\n]/g, ' ') + blank.slice(end);
  }
  return { text: blank, found: found.filter(({ isOperators }) => !isOperators) };
}

/** The list of rule groups or rules with the mapping that ends these ancestors. */
function listOf(ancestors: readonly unknown[]): keyof typeof rulers | undefined {
  const [holder, list, map] = ancestors.slice(-3);
  if (ancestors.length === 2 && isMap(list) && list.has('groups')) return 'top';
  if (!isMap(map) || !isSeq(list) || !isPair(holder) || !isScalar(holder.key)) return undefined;
  return holder.key.value === 'groups' || holder.key.value === 'rules' ? holder.key.value : undefined;
}

/** Behind the value of a pair and the comma that follows it in braces. */
function endOf({ key, value }: Pair, text: string): number {
  const ends = [key, value].map((node) => (isNode(node) ? (node.range?.[1] ?? 0) : 0));
  const end = Math.max(...ends);
  const colon =
    isNode(value) && (value.range?.[1] ?? 0) > (ends[0] ?? 0) ? '' : (/^\s*:/.exec(text.slice(end))?.[0] ?? '');
  return end + colon.length + (/^[^\S\n]*,/.exec(text.slice(end + colon.length))?.[0].length ?? 0);
}
