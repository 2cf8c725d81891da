import { defined } from '../../../lib/defined.ts';
import { parseDuration } from '../../../lib/duration/parse-duration.ts';
import type { PolicySource, SamplerSource } from './adapted-collector.ts';
import { typeOf } from './component-id.ts';
import type { Pipeline } from './pipelines.ts';
import { dataOf, entriesAt, itemsAt, sourceAt, textAt, type Tree } from './tree.ts';

const defaultDecisionWaitMs = 30_000;

/** The tail samplers of the pipelines, with their policies. */
export function readSamplers(tree: Tree, pipelines: readonly Pipeline[]): SamplerSource[] {
  return entriesAt(tree, 'processors').flatMap(([id, body]) => {
    if (typeOf(id) !== 'tail_sampling' || !pipelines.some(({ processors }) => processors.includes(id))) return [];
    const source = sourceAt(tree, ['processors', id]);
    return [
      {
        id,
        policies: itemsAt(body, 'policies').map((policy) => readPolicy(policy, nameOf(id))),
        decisionWaitMs: parseDuration(textAt(body, 'decision_wait') ?? '') ?? defaultDecisionWaitMs,
        ...defined({ source }),
      },
    ];
  });
}

/** `gold` of `tail_sampling/gold`, empty if it has none. */
function nameOf(id: string): string {
  return id.slice(typeOf(id).length + 1).trim();
}

function readPolicy(policy: Tree, sampler: string): PolicySource {
  const name = textAt(policy, 'name') ?? '';
  return {
    name,
    ...(sampler === '' ? {} : { label: `${sampler}.${name}` }),
    type: textAt(policy, 'type') ?? '',
    settings: policy.kind === 'map' ? (dataOf(policy) as Record<string, unknown>) : {},
    ...(policy.source ? { source: policy.source } : {}),
  };
}
