import { typeOf } from '../../inputs/collector/component-id.ts';
import type { AdaptedCollector } from '../../inputs/collector/adapted-collector.ts';

/** Processors and connectors that get nothing in a check, since all their pipelines begin with receivers that are idle. */
export function idleComponents({ receivers, exporters, pipelines }: AdaptedCollector): ReadonlySet<string> {
  const ids = Object.keys(pipelines);
  const outputs = new Set(exporters.map(({ id }) => id));
  const fed = new Set<string>();
  const isFed = (id: string): boolean =>
    (pipelines[id]?.receivers ?? []).some((one) => {
      const receiver = receivers.find((known) => known.id === one);
      if (receiver) return receiver.trafficSignals.some((signal) => signal === typeOf(id));
      // A connector.
      return !outputs.has(one) && ids.some((other) => fed.has(other) && pipelines[other]?.exporters.includes(one));
    });
  // Until no more connector leads on.
  for (let fedBefore = -1; fedBefore < fed.size;) {
    fedBefore = fed.size;
    for (const id of ids) if (isFed(id)) fed.add(id);
  }
  const componentsOf = (some: readonly string[]): string[] =>
    some.flatMap((id) => [...(pipelines[id]?.processors ?? []), ...(pipelines[id]?.exporters ?? [])]);
  const used = new Set(componentsOf([...fed]));
  return new Set(componentsOf(ids).filter((one) => !used.has(one)));
}
