import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { setParams } from '../../app/route.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { useQuery } from '../../app/use-query.ts';
import { Select } from '../../parts/fields.tsx';
import { RangeSelect } from '../../parts/range.tsx';
import { PromqlField } from './promql-field.tsx';

interface QueryFormProps {
  params: URLSearchParams;
  query: string;
  examples: readonly (readonly [name: string, query: string])[];
}

/** The query, with examples and the names of all metrics to choose from. */
export function QueryForm({ params, query, examples }: QueryFormProps): JSX.Element {
  const { prometheus } = useSandbox().source.clients;
  const names = useQuery(
    'names',
    (signal) => prometheus.labelValues('__name__', { start: Date.now() - 3_600_000, end: Date.now(), signal }),
    { intervalMs: 30_000 },
  );
  const [text, setText] = useState(query);
  useEffect(() => setText(query), [query]);
  const run = (q: string): void => setParams({ q }, { replace: false });
  const example = examples.find((one) => one[1] === query);
  return (
    <form
      class="form"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        run(text);
      }}
    >
      <Select
        label="Example"
        value={example?.[1] ?? ''}
        options={[
          ...(example ? [] : [['', 'Own query'] as const]),
          ...examples.map(([name, one]) => [one, name] as const),
        ]}
        onChange={run}
      />
      <Select
        label="Metric"
        value=""
        options={[['', `${names.data?.length ?? 0} metrics`] as const, ...(names.data ?? [])]}
        onChange={run}
      />
      <RangeSelect params={params} />
      <PromqlField text={text} onChange={setText} onRun={() => run(text)} />
      <button type="submit" class="primary">
        Run query
      </button>
    </form>
  );
}
