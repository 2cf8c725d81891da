import type { JSX } from 'preact';
import type { Evidence } from '../../lib/events/evidence.ts';

/** What proves a result. Addresses lead to the sandbox that ran, as long as it runs. */
export function EvidenceList({ evidence }: { evidence: readonly Evidence[] }): JSX.Element {
  return (
    <dl class="evidence">
      {evidence.map(({ label, text, url }, index) => (
        <div key={index}>
          <dt>{label}</dt>
          <dd>
            {text}
            {text !== undefined && url !== undefined && ' '}
            {url !== undefined && (isWeb(url) ? <a href={url}>{url}</a> : url)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Text from telemetry must not become another kind of link, such as one to a script. */
function isWeb(url: string): boolean {
  return /^https?:\/\//i.test(url);
}
