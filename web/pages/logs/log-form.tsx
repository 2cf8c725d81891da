import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { levelFilters } from '../../../ui/logs/query.ts';
import { setParams } from '../../app/route.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { useQuery } from '../../app/use-query.ts';
import { Field, Select } from '../../parts/fields.tsx';
import { RangeSelect } from '../../parts/range.tsx';
import { levelOf } from './log-filter.ts';

/** Service and level make a query, which may be edited. */
export function LogForm({ params, query }: { params: URLSearchParams; query: string }): JSX.Element {
  const { loki } = useSandbox().source.clients;
  const services = useQuery(
    'services',
    (signal) => loki.labelValues('service_name', { start: Date.now() - 3_600_000, end: Date.now(), signal }),
    { intervalMs: 15_000 },
  );
  const [text, setText] = useState(query);
  useEffect(() => setText(query), [query]);
  return (
    <form
      class="form"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        setParams({ q: text }, { replace: false });
      }}
    >
      <Select
        label="Service"
        value={params.get('service') ?? ''}
        options={[['', 'All services'], ...(services.data ?? [])]}
        onChange={(service) => setParams({ service, q: undefined })}
      />
      <Select
        label="Level"
        value={levelOf(params)}
        options={levelFilters}
        onChange={(level) => setParams({ level: level === 'all levels' ? undefined : level, q: undefined })}
      />
      <Field label="LogQL query" width="grow">
        <input class="mono" value={text} spellcheck={false} onInput={(event) => setText(event.currentTarget.value)} />
      </Field>
      <RangeSelect params={params} />
      <button type="submit" class="primary">
        Run query
      </button>
      {params.has('q') && (
        <button type="button" onClick={() => setParams({ q: undefined, service: undefined, level: undefined })}>
          Reset
        </button>
      )}
    </form>
  );
}
