import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { plural } from '../../../lib/format/number.ts';
import type { AlertRule } from '../../../ui/alerts/entries.ts';
import { exemplarSearch } from '../../../ui/alerts/exemplar-search.ts';
import { searchTrace } from '../../../ui/traces/exemplars/search-trace.ts';
import { hrefOf } from '../../app/address.ts';
import { go } from '../../app/route.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { errorText } from '../../parts/error-text.ts';

/** Follows the exemplars of an alert's series to a trace that was kept. */
export function FindTrace({ rule, labels }: { rule: AlertRule; labels: Record<string, string> }): JSX.Element {
  const { source, status } = useSandbox();
  const [state, setState] = useState('');
  const search = async (): Promise<void> => {
    setState('searching…');
    const now = Date.now();
    const question = exemplarSearch(rule, labels, { now, decisionWait: status?.decisionWait ?? '' });
    try {
      const found = await searchTrace(question, source.clients, now, AbortSignal.timeout(30_000));
      if ('traceId' in found) go(hrefOf(`/traces/${found.traceId}`));
      else if (found.exemplars === 0) setState('no exemplar yet');
      else setState(`${plural(found.exemplars, 'exemplar')}, none of a kept trace yet`);
    } catch (error) {
      setState(errorText(error).message);
    }
  };
  return (
    <>
      <span class="muted" aria-live="polite">
        {state}
      </span>
      <button type="button" class="link" onClick={() => void search()}>
        Exemplar trace
      </button>
    </>
  );
}
