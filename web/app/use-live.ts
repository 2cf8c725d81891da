import { useEffect, useState } from 'preact/hooks';
import type { RunEvent } from '../../lib/events/run-event.ts';
import { reduceRuns } from '../../ui/runs/run-list.ts';
import { routes, type WorkbenchStatus } from '../../ui/workbench/api.ts';
import type { Connection, Source } from '../source/source.ts';
import type { Sandbox } from './sandbox.ts';
import { useQuery } from './use-query.ts';

const statusEveryMs = 2_000;

/** Follows the source for as long as the page is open. */
export function useLive(source: Source): Sandbox {
  const [connection, setConnection] = useState<Connection>('connecting');
  const [runs, setRuns] = useState<Sandbox['runs']>([]);
  const [faultChanges, setFaultChanges] = useState(0);
  const [now, setNow] = useState(() => Date.now());
  const status = useQuery('status', (signal) => source.call<WorkbenchStatus>(routes.status, undefined, signal), {
    intervalMs: statusEveryMs,
  });

  useEffect(() => {
    const isFault = ({ type }: RunEvent): boolean => type === 'fault.start' || type === 'fault.end';
    return source.listen({
      onConnection: setConnection,
      onSnapshot: (events) => setRuns(events.reduce<Sandbox['runs']>((all, event) => reduceRuns(all, event), [])),
      onEvent(event) {
        setRuns((all) => reduceRuns(all, event));
        if (isFault(event)) setFaultChanges((count) => count + 1);
      },
    });
  }, [source]);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);

  const lost = status.error !== undefined ? 'lost' : connection;
  return { source, connection: lost, status: status.data, runs, faultChanges, now, refresh: status.refresh };
}
