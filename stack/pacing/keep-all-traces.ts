import { isMap, isSeq } from 'yaml';
import { keysAt, parseYaml } from './yaml-file.ts';

/** The policy that keeps the traces that no other policy samples. */
export const keepAllPolicy = 'all';

/**
 * The Collector's configuration with tail samplers that keep every trace. The other policies stay in front, so that a
 * trace still shows which of them would have kept it; those that make the sampler drop a trace are removed.
 */
export function keepAllTraces(text: string, file: string): string {
  const document = parseYaml(text, file);
  for (const processor of keysAt(document, ['processors'])) {
    if (processor.split('/')[0] !== 'tail_sampling') continue;
    const path = ['processors', processor, 'policies'];
    const policies = document.getIn(path, true);
    if (!isSeq(policies)) continue;
    policies.items = policies.items.filter((policy) => !isMap(policy) || !drops(policy.toJSON()));
    document.addIn(path, document.createNode({ name: keepAllPolicy, type: 'always_sample' }));
  }
  return document.toString({ lineWidth: 0 });
}

/** An inverted match votes for dropping, which takes precedence over every policy that samples. */
function drops(policy: unknown): boolean {
  return (policy as { type?: unknown }).type === 'drop' || JSON.stringify(policy).includes('"invert_match":true');
}
