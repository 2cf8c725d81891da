import type { JSX } from 'preact';
import { type FaultRow, type FaultsAnswer, routes } from '../../../ui/workbench/api.ts';
import { setParams } from '../../app/route.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { useQuery } from '../../app/use-query.ts';
import { Select } from '../../parts/fields.tsx';
import { PageHead, Panel } from '../../parts/panel.tsx';
import { ReadOnly } from '../../parts/read-only.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import type { Page, PageProps } from '../page.ts';
import { FaultLine } from './fault-line.tsx';

const everyMs = 3_000;

/** Injects faults into services and components, and reverts them. */
function Faults({ route: { params } }: PageProps): JSX.Element {
  const { source, status, faultChanges } = useSandbox();
  const query = useQuery(
    status && `${status.state} ${faultChanges}`,
    (signal) => source.call<FaultsAnswer>(routes.faults, undefined, signal),
    { intervalMs: everyMs, keep: true },
  );
  const all = query.data?.faults ?? [];
  const targets = [...new Set(all.map(({ target }) => target))];
  const target = params.get('target') ?? targets[0] ?? '';
  const shown = all.filter((row) => row.target === target);
  const active = all.filter((row) => row.active);
  const isFree = status?.state === 'ready' && status.usedBy === undefined;
  const line = (row: FaultRow): JSX.Element => (
    <FaultLine
      key={`${row.target} ${row.fault}`}
      row={row}
      isEnabled={source.canAct() && isFree}
      onDone={query.refresh}
    />
  );
  return (
    <>
      <PageHead title="Faults" />
      <ReadOnly />
      {status?.usedBy !== undefined && (
        <div class="banner warn">
          The sandbox is in use by {status.usedBy}: manual faults are disabled until the run has ended.
        </div>
      )}
      {query.error !== undefined && <Failure error={query.error} retry={query.refresh} />}
      {!query.data && query.error === undefined && <Loading />}
      {query.data && (
        <Panel title="Active faults" isFlush>
          {active.length === 0 ? <Empty title="No fault is active." /> : <div class="faults">{active.map(line)}</div>}
        </Panel>
      )}
      {query.data && (
        <>
          <div class="form">
            <Select
              label="Target"
              value={target}
              options={targets.map((name) => [
                name,
                all.some((row) => row.target === name && row.kind === 'service') ? `${name} (service)` : name,
              ])}
              onChange={(next) => setParams({ target: next })}
            />
          </div>
          <Panel title={`Faults of ${target}`} note="a run reverts manual faults before it begins" isFlush>
            {query.data.silent[target] !== undefined && (
              <Failure error={new Error(`${target} did not report its faults: ${query.data.silent[target]}`)} />
            )}
            <div class="faults">{shown.filter((row) => !row.active).map(line)}</div>
          </Panel>
        </>
      )}
    </>
  );
}

export const faultsPage: Page = { path: 'faults', title: 'Faults', Component: Faults };
