import type { JSX } from 'preact';
import { historyStep, readHistory } from '../../../ui/alerts/read-history.ts';
import { setParams } from '../../app/route.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { useQuery } from '../../app/use-query.ts';
import { PageHead } from '../../parts/panel.tsx';
import { Empty, Failure, Loading } from '../../parts/states.tsx';
import type { Page, PageProps } from '../page.ts';
import { RuleDetail } from './rule-detail.tsx';
import { RuleList } from './rule-list.tsx';

const everyMs = 2_000;

/** The alerting rules with the states of their alerts. */
function Alerts({ route: { params } }: PageProps): JSX.Element {
  const { source, status } = useSandbox();
  const { prometheus } = source.clients;
  const rules = useQuery(status?.state === 'ready' ? 'rules' : undefined, (signal) => prometheus.alertRules(signal), {
    intervalMs: everyMs,
  });
  const step = historyStep(rules.data ?? []);
  const history = useQuery(
    step === undefined ? undefined : `history ${step}`,
    (signal) => readHistory(prometheus, step ?? 1000, signal),
    { intervalMs: everyMs },
  );
  const all = rules.data ?? [];
  const firing = all.find(({ alerts }) => alerts.some(({ state }) => state === 'firing'));
  const shown = all.find(({ name }) => name === params.get('rule')) ?? firing ?? all[0];
  return (
    <>
      <PageHead title="Alerts" />
      {rules.error !== undefined && <Failure error={rules.error} retry={rules.refresh} />}
      {!rules.data && rules.error === undefined && (
        <Loading what={status?.state === 'booting' ? 'Waiting for the boot' : 'Loading the rules'} />
      )}
      {rules.data && all.length === 0 && (
        <Empty title="Prometheus has no alerting rules.">Add rule files with `sandbox up --config DIR`.</Empty>
      )}
      {shown && (
        <div class="list-grid">
          <RuleList rules={all} selected={shown.name} onSelect={(rule) => setParams({ rule })} />
          <div class="stack">
            <RuleDetail key={shown.name} rule={shown} history={history.data} />
          </div>
        </div>
      )}
    </>
  );
}

export const alertsPage: Page = { path: 'alerts', title: 'Alerts', Component: Alerts };
