import { useRef } from 'preact/hooks';
import { flowOf } from '../../../ui/collector/flow.ts';
import { addReading, type Reading } from '../../../ui/collector/readings.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { type Query, useQuery } from '../../app/use-query.ts';

const everyMs = 1_000;

/** The Collector's own counters of the last minute, oldest first, as they come. */
export function useFlow(isReady: boolean): Query<readonly Reading[]> {
  const { collector } = useSandbox().source.clients;
  const readings = useRef<readonly Reading[]>([]);
  return useQuery(
    isReady ? 'flow' : undefined,
    async (signal) => {
      const flow = flowOf(await collector.read(signal));
      readings.current = addReading(readings.current, { flow, at: Date.now() });
      return readings.current;
    },
    { intervalMs: everyMs },
  );
}
