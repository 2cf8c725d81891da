import type { JsonObject } from '../../../lib/json.ts';
import type { YamlPath } from '../../../lib/yaml/yaml-edit.ts';
import { type Change, inCollector } from '../../fixes/proposal.ts';
import type { AdaptedCollector, PolicySource, SamplerSource } from '../../inputs/collector/adapted-collector.ts';
import { wholeOf } from './policies.ts';

/** Any error but a 4xx response, which makes a client span one in error. */
export const serverErrors =
  'span.status.code == STATUS_CODE_ERROR and (span.attributes["http.response.status_code"] == nil or ' +
  'span.attributes["http.response.status_code"] >= 500)';

/** The settings of a policy that keeps these errors. */
const ofServerErrors = { type: 'ottl_condition', ottl_condition: { error_mode: 'ignore', span: [serverErrors] } };
/** The same as a policy, to be evaluated on traces. */
export const serverErrorPolicy: JsonObject = ofServerErrors;

/** The path of a policy in the user's file. */
export function policyPath({ samplers }: Pick<AdaptedCollector, 'samplers'>, policy: PolicySource): YamlPath {
  const sampler = samplers.find(({ policies }) => policies.includes(policy));
  return ['processors', sampler?.id ?? '', 'policies', sampler?.policies.indexOf(policy) ?? 0];
}

/** A new policy that keeps a class of traces. */
export function keepClass(
  collector: AdaptedCollector,
  { id, policies }: SamplerSource,
  { name, slowMs }: { name: string; slowMs: number },
): Change {
  const isTaken = (wanted: string): boolean => policies.some((policy) => policy.name === wanted);
  const wanted = name === 'slow' ? 'slow' : 'errors';
  const policy = name === 'slow' ? { type: 'latency', latency: { threshold_ms: slowMs } } : ofServerErrors;
  const path = ['processors', id, 'policies'];
  return inCollector(collector, {
    op: 'add',
    path,
    value: { name: isTaken(wanted) ? `all-${wanted}` : wanted, ...policy },
  });
}

/** An exception for the traces of some policies in the conditions of a drop policy. */
export function exceptFrom(
  collector: AdaptedCollector,
  drop: PolicySource,
  keepers: readonly PolicySource[],
): Change[] {
  return keepers.map((keeper) =>
    inCollector(collector, {
      op: 'add',
      path: [...policyPath(collector, drop), 'drop', 'drop_sub_policy'],
      value: { name: `not-${keeper.name}`, type: 'not', not: { not_sub_policy: plain(wholeOf(keeper)) } },
    }),
  );
}

/** A policy without the settings of other types that `wholeOf` may add. */
function plain(policy: JsonObject): JsonObject {
  const { name, type } = policy;
  return { name, type, ...(typeof type === 'string' ? { [type]: policy[type] } : {}) };
}
