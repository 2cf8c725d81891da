import { type Change, inCollector } from '../../fixes/proposal.ts';
import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';
import { typeOf } from '../../inputs/collector/component-id.ts';
import type { Leak } from '../../run/observations.ts';

/** A processor that masks a secret, at the end of the pipelines through which it leaks. */
export interface Redaction {
  id: string;
  /** What it masks, as a regular expression. */
  pattern: string;
  pipelines: string[];
  changes: Change[];
}

/** The redaction of a leak; undefined where no pipeline of the user's file has its exporter. */
export function redactionOf(
  collector: AdaptedCollector,
  { pattern: name, exporter, signal }: Leak,
): Redaction | undefined {
  const pipelines = Object.entries(collector.pipelines).filter(
    ([id, { exporters }]) => typeOf(id) === signal && exporters.includes(exporter),
  );
  if (pipelines.length === 0) return undefined;
  // A check plants secrets as query parameters, whose values are others in production.
  const [, parameter] = /^(?:planted (\w+)|\w+ of the fault .+)$/.exec(name) ?? [];
  const isPlanted = / of the fault |^planted /.test(name);
  const key = parameter ?? name.split(' ')[0] ?? '';
  const pattern = isPlanted ? String.raw`${key}=[^&\s"]+` : name;
  const [word = 'secrets'] = /[A-Za-z0-9]+(?:[_-][A-Za-z0-9]+)*/.exec(isPlanted ? key : name) ?? [];
  const id = `redaction/${word}`;
  return {
    id,
    pattern,
    pipelines: pipelines.map(([one]) => one),
    changes: [
      inCollector(collector, {
        op: 'set',
        path: ['processors', id],
        value: { allow_all_keys: true, blocked_values: [pattern], summary: 'silent' },
      }),
      ...pipelines.map(([one, { processors }]) => {
        const path = ['service', 'pipelines', one, 'processors'];
        return inCollector(
          collector,
          processors.length === 0 ? { op: 'set', path, value: [id] } : { op: 'add', path, value: id },
        );
      }),
    ],
  };
}
