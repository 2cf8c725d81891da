import type { CollectorNotice } from '../notice.ts';
import { typeOf } from './component-id.ts';
import type { Pipeline } from './pipelines.ts';
import { dataOf, entriesAt, sourceAt, type Tree } from './tree.ts';

const kinds = {
  receivers: 'receiver',
  processors: 'processor',
  exporters: 'exporter',
  connectors: 'connector',
} as const;
const named = /redact|mask|scrub|sanit|pii|secret/i;
const removing =
  /"action":"(?:delete|hash)"|\b(?:delete_key|delete_matching_keys|keep_keys|replace_pattern|replace_all_patterns|SHA256|Hash)\(/i;

/** Components that no pipeline uses. Those that redact are reported one by one. */
export function unusedComponents(tree: Tree, pipelines: readonly Pipeline[]): CollectorNotice[] {
  const used = new Set(
    pipelines.flatMap(({ receivers, processors, exporters }) => [
      ...receivers.map((id) => `receivers ${id}`),
      ...processors.map((id) => `processors ${id}`),
      ...exporters.map((id) => `exporters ${id}`),
      ...[...receivers, ...exporters].map((id) => `connectors ${id}`),
    ]),
  );
  return Object.entries(kinds).flatMap(([kind, what]) =>
    entriesAt(tree, kind).flatMap(([id, body]): CollectorNotice[] => {
      if (used.has(`${kind} ${id}`)) return [];
      const source = sourceAt(tree, [kind, id]);
      const redacts = kind === 'processors' && (isRedaction(id) || removing.test(JSON.stringify(dataOf(body) ?? null)));
      return [{ type: 'unused-component', what, id, removes: redacts, source }];
    }),
  );
}

function isRedaction(id: string): boolean {
  return typeOf(id) === 'redaction' || named.test(id);
}
