import type { Finding } from '../../lib/events/finding.ts';
import type { SourceLine } from '../../lib/events/source-line.ts';
import type { AdaptedCollector } from '../inputs/collector/adapted-collector.ts';
import type { Leak, Observations } from '../run/observations.ts';
import { typeOf } from '../inputs/collector/component-id.ts';
import { counts, list, withSource } from '../analysis/words.ts';

const redacts = new Set(['redaction', 'transform', 'attributes', 'resource']);

/** Secrets that left the Collector: one finding for each secret and exporter. */
export function findLeaks(collector: AdaptedCollector, { leaks }: Observations): Finding[] {
  const groups = new Map<string, Leak[]>();
  for (const leak of leaks) {
    const key = JSON.stringify([leak.pattern, leak.exporter, leak.signal]);
    groups.set(key, [...(groups.get(key) ?? []), leak]);
  }
  return [...groups.values()].flatMap((group): Finding[] => {
    const [first] = group;
    if (!first) return [];
    const { pattern, exporter, signal } = first;
    const total = group.reduce((sum, { count }) => sum + count, 0);
    const guards = guardsOf(collector, first);
    const places = counts(Object.fromEntries(group.map(({ place, count }) => [place, count])));
    return [
      {
        kind: 'secret-leaked',
        severity: 'error',
        subject: pattern,
        message: `${pattern} left by the exporter ${exporter} in ${signal}, ${total === 1 ? 'once' : `${total} times`}: ${places}`,
        ...explain(guards, group, collector),
        ...withSource(
          guards[0] === undefined ? wayOf(collector, first) : collector.sourceOf(['processors', guards[0]]),
        ),
        evidence: group.map(({ place, example }) => ({ label: place, text: example })),
      },
    ];
  });
}

/** Where the processors stand of the pipeline that a secret left by, or else the pipeline. */
function wayOf({ pipelines, sourceOf }: AdaptedCollector, { exporter, signal }: Leak): SourceLine | undefined {
  const [id] =
    Object.entries(pipelines).find(([one, { exporters }]) => typeOf(one) === signal && exporters.includes(exporter)) ??
    [];
  if (id === undefined) return undefined;
  const pipeline = ['service', 'pipelines', id];
  return sourceOf([...pipeline, 'processors']) ?? sourceOf(pipeline);
}

/** The processors that are there to hide something, on the way to the exporter that a secret left by. */
function guardsOf({ pipelines }: AdaptedCollector, { exporter, signal }: Leak): string[] {
  const ids = new Set<string>();
  const add = (wanted: string, seen: ReadonlySet<string>): void => {
    for (const [id, { receivers, processors, exporters }] of Object.entries(pipelines)) {
      if (!exporters.includes(wanted) || seen.has(id)) continue;
      if (seen.size === 0 && typeOf(id) !== signal) continue;
      for (const processor of processors) if (isGuard(processor)) ids.add(processor);
      for (const receiver of receivers) add(receiver, new Set([...seen, id]));
    }
  };
  add(exporter, new Set());
  return [...ids];
}

function isGuard(id: string): boolean {
  return redacts.has(typeOf(id)) || /redact|mask|scrub|sanit|pii|secret/i.test(id);
}

function explain(
  guards: readonly string[],
  leaks: readonly Leak[],
  { attributes }: AdaptedCollector,
): { why: string; hint: string } {
  const places = list([...new Set(leaks.map(({ place }) => place))]);
  if (guards.length === 0) {
    return {
      why: 'no processor on its way hides anything',
      hint: `Put a transform or redaction processor into the pipeline that searches ${places}.`,
    };
  }
  const keys = new Set(attributes.filter(({ component }) => guards.includes(component)).map(({ key }) => key));
  const isOne = guards.length === 1;
  const acts = keys.size === 0 ? '' : ` and by name ${isOne ? 'acts' : 'act'} on ${list([...keys].slice(0, 8))}`;
  return {
    why: `${list(guards)} ${isOne ? 'stands' : 'stand'} on its way${acts}, and ${isOne ? 'lets' : 'let'} it through in ${places}`,
    hint: `Let ${guards[0] ?? ''} hide it in ${places} too.`,
  };
}
