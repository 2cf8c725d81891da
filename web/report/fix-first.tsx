import type { JSX } from 'preact';
import { describeSource } from '../../lib/events/source-line.ts';
import { formatCount } from '../../lib/format/number.ts';
import { fixFirst } from '../../ui/check/fix-first.ts';
import type { ReportFinding } from '../../ui/report/report-runs.ts';
import { Panel } from '../parts/panel.tsx';
import { findingHref } from './place.ts';
import { Severity } from './severity.tsx';

const most = 10;

/** The most important findings, one line each, with links. Nothing where only info was found. */
export function FixFirst({ findings }: { findings: readonly ReportFinding[] }): JSX.Element | null {
  const all = fixFirst(findings);
  if (all.length === 0) return null;
  return (
    <Panel title="What to fix first" note={all.length > most ? `${most} of ${formatCount(all.length)}` : undefined}>
      <ol class="fix-first">
        {all.slice(0, most).map((group) => {
          const [first] = group;
          if (!first) return null;
          const { number, severity, source, message, fix } = first;
          return (
            <li key={number}>
              <Severity severity={severity} />{' '}
              <a href={findingHref(number)}>
                {source && <span class="mono">{describeSource(source)}</span>} {message}
              </a>
              {group.length > 1 && <span class="muted"> and {group.length - 1} more at this line</span>}
              {fix && <span class="tag">verified fix</span>}
            </li>
          );
        })}
      </ol>
    </Panel>
  );
}
