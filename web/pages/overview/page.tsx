import type { JSX } from 'preact';
import { formatAge } from '../../../lib/duration/format-duration.ts';
import { formatBytes } from '../../../lib/format/bytes.ts';
import { formatCount, plural } from '../../../lib/format/number.ts';
import { formatPercent } from '../../../lib/format/percent.ts';
import { entriesOf } from '../../../ui/alerts/entries.ts';
import { askSampler, askSignals } from '../../../ui/signals/signals.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { useQuery } from '../../app/use-query.ts';
import { PageHead, Stat } from '../../parts/panel.tsx';
import { Loading } from '../../parts/states.tsx';
import type { Page } from '../page.ts';
import { ActiveAlerts } from './active-alerts.tsx';
import { Components } from './components.tsx';
import { CurrentRun } from './current-run.tsx';
import { Sampler } from './sampler.tsx';
import { Services } from './services.tsx';

const everyMs = 2_000;

function Overview(): JSX.Element {
  const { source, status, now } = useSandbox();
  const { clients } = source;
  const isReady = status?.state === 'ready';
  const own = status?.services ?? [];
  const pace = status?.pace ?? 1;
  const { prometheus, collector } = clients;
  const signals = useQuery(
    isReady ? `${pace} ${own.join()}` : undefined,
    (signal) => askSignals({ prometheus, pace, own }, signal),
    {
      intervalMs: everyMs,
      keep: true,
    },
  );
  const sampler = useQuery(isReady ? 'sampler' : undefined, (signal) => askSampler(collector, signal), {
    intervalMs: everyMs,
  });
  const rules = useQuery(isReady ? 'rules' : undefined, (signal) => prometheus.alertRules(signal), {
    intervalMs: everyMs,
  });
  if (!status) return <Loading what="Connecting to the sandbox" />;

  const firing = rules.data && entriesOf(rules.data).filter(({ alert }) => alert?.state === 'firing').length;
  const { kept = 0, dropped = 0 } = sampler.data ?? {};
  return (
    <>
      <PageHead title="Overview" />
      <CurrentRun />
      <div class="stats">
        <Stat label="Uptime" note={`${status.runtime}, pace ${status.pace}, seed ${status.seed}`}>
          {formatAge(now - Date.parse(status.since))}
        </Stat>
        <Stat label="Memory" note="all processes">
          {status.memoryBytes === undefined ? '-' : formatBytes(status.memoryBytes)}
        </Stat>
        <Stat label="Background traffic" note={status.traffic.paused ? 'paused during a run' : 'requests/s'}>
          {status.traffic.rate === 0 ? 'none' : status.traffic.rate}
        </Stat>
        <Stat
          label="Traces kept"
          note={sampler.data ? `${formatCount(kept)} of ${formatCount(kept + dropped)}` : 'no data yet'}
        >
          {formatPercent(kept / (kept + dropped))}
        </Stat>
        <Stat label="Firing alerts" note={rules.data ? plural(rules.data.length, 'rule') : 'no data yet'}>
          <span class={firing === undefined || firing === 0 ? '' : 'bad-text'}>{firing ?? '-'}</span>
        </Stat>
      </div>
      <Services query={signals} isReady={isReady} />
      <div class="columns">
        <ActiveAlerts query={rules} isReady={isReady} />
        <Sampler query={sampler} policies={status.policies} decisionWait={status.decisionWait} isReady={isReady} />
      </div>
      <Components components={status.components} />
    </>
  );
}

export const overviewPage: Page = { path: '', title: 'Overview', Component: Overview };
