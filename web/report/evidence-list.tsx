import type { JSX } from 'preact';
import { useContext } from 'preact/hooks';
import type { Evidence } from '../../lib/events/evidence.ts';
import { traceHref } from './place.ts';
import { ShownTraces } from './traces/shown-traces.ts';

/** What proves a result. The ID of a trace leads to it where the report has it; addresses lead to the sandbox that ran, as long as it runs. */
export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }): JSX.Element {
  return (
    <dl class="evidence">
      {evidence.map(({ label, text, url }, index) => (
        <div key={index}>
          <dt>{label}</dt>
          <dd>
            {text !== undefined && <EvidenceText text={text} />}
            {text !== undefined && url !== undefined && ' '}
            {url !== undefined && (isWeb(url) ? <a href={url}>{url}</a> : url)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function EvidenceText({ text }: { text: string }): JSX.Element {
  const found = useContext(ShownTraces).find(({ trace }) => trace.id === text);
  return found ? <a href={traceHref(found.number)}>{text}</a> : <>{text}</>;
}

/** Text from telemetry must not become another kind of link, such as one to a script. */
function isWeb(url: string): boolean {
  return /^https?:\/\//i.test(url);
}
