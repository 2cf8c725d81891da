import type { JSX } from 'preact';
import type { Evidence } from '../../../lib/events/evidence.ts';
import { evidenceHref } from './evidence-href.ts';

const most = 4;

/** Links to what proves a result: a trace, a query, log lines. */
export function EvidenceLinks({ evidence }: { evidence: readonly Evidence[] }): JSX.Element {
  const links = evidence.flatMap(({ label, url }) => {
    const href = url === undefined ? undefined : evidenceHref(url);
    return href === undefined ? [] : [{ label, href }];
  });
  return (
    <span class="links">
      {links.slice(0, most).map(({ label, href }) => (
        <a key={`${label} ${href}`} href={href} title={label}>
          {label}
        </a>
      ))}
    </span>
  );
}
