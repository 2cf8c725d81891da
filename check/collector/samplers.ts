import { parseDuration } from '../../stack/pacing/duration.ts';
import type { PolicySource, SamplerSource } from './adapted.ts';
import { typeOf } from './component-id.ts';
import type { Pipeline } from './pipelines.ts';
import { dataOf, entriesAt, itemsAt, sourceAt, textAt, type Tree } from './tree.ts';

const defaultDecisionWaitMs = 30_000;

/** The tail samplers that stand in a pipeline, with their policies. */
export function readSamplers(tree: Tree, pipelines: readonly Pipeline[]): SamplerSource[] {
  return entriesAt(tree, 'processors').flatMap(([id, body]) => {
    if (typeOf(id) !== 'tail_sampling' || !pipelines.some(({ processors }) => processors.includes(id))) return [];
    const source = sourceAt(tree, ['processors', id]);
    return [
      {
        id,
        policies: itemsAt(body, 'policies').map(readPolicy),
        decisionWaitMs: parseDuration(textAt(body, 'decision_wait') ?? '') ?? defaultDecisionWaitMs,
        ...(source ? { source } : {}),
      },
    ];
  });
}

function readPolicy(policy: Tree): PolicySource {
  return {
    name: textAt(policy, 'name') ?? '',
    type: textAt(policy, 'type') ?? '',
    settings: policy.kind === 'map' ? (dataOf(policy) as Record<string, unknown>) : {},
    ...(policy.source ? { source: policy.source } : {}),
  };
}
