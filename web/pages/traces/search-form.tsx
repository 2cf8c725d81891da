import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { inEntryOrder } from '../../../ui/traces/service-order.ts';
import { hrefOf } from '../../app/address.ts';
import { go, setParams } from '../../app/route.ts';
import { useSandbox } from '../../app/sandbox.ts';
import { useQuery } from '../../app/use-query.ts';
import { Check, Field, Select } from '../../parts/fields.tsx';
import { RangeSelect } from '../../parts/range.tsx';
import { defaultLimit, limits } from './filter.ts';

const names = ['tags', 'min', 'max'] as const;

/** Choices apply at once, texts with enter. */
export function SearchForm({ params }: { params: URLSearchParams }): JSX.Element {
  const { jaeger } = useSandbox().source.clients;
  const service = params.get('service') ?? '';
  const services = useQuery('services', async (signal) => inEntryOrder(await jaeger.services(signal)), {
    intervalMs: 10_000,
  });
  const operations = useQuery(service === '' ? undefined : service, (signal) => jaeger.operations(service, signal), {
    intervalMs: 30_000,
  });
  const given = Object.fromEntries(names.map((name) => [name, params.get(name) ?? '']));
  const [texts, setTexts] = useState(given);
  useEffect(() => setTexts(given), [names.map((name) => given[name]).join('\n')]);
  const input = (name: (typeof names)[number], placeholder: string, size: number): JSX.Element => (
    <input
      value={texts[name]}
      size={size}
      placeholder={placeholder}
      spellcheck={false}
      onInput={(event) => setTexts({ ...texts, [name]: event.currentTarget.value })}
    />
  );
  const submit = (event: Event): void => {
    event.preventDefault();
    const id = /^\s*([0-9a-f]{32})\s*$/i.exec(texts.tags ?? '')?.[1];
    if (id === undefined) setParams(texts);
    else go(hrefOf(`/traces/${id.toLowerCase()}`));
  };
  return (
    <form class="form" role="search" onSubmit={submit}>
      <Select
        label="Service"
        value={service}
        options={[['', 'All services'], ...(services.data ?? [])]}
        onChange={(value) => setParams({ service: value, operation: undefined })}
      />
      <Select
        label="Operation"
        value={params.get('operation') ?? ''}
        options={[
          ['', service === '' ? 'Select a service first' : 'All operations'],
          ...new Set(operations.data ?? []),
        ]}
        onChange={(operation) => setParams({ operation })}
      />
      <Field label="Tags, or a trace ID" width="grow">
        {input('tags', 'http.route=/orders', 16)}
      </Field>
      <Field label="Min duration">{input('min', '200ms', 5)}</Field>
      <Field label="Max duration">{input('max', '1.5s', 5)}</Field>
      <RangeSelect params={params} />
      <Select
        label="Limit"
        value={params.get('limit') ?? String(defaultLimit)}
        options={limits.map(String)}
        onChange={(limit) => setParams({ limit: limit === String(defaultLimit) ? undefined : limit })}
      />
      <Check
        label="Errors only"
        checked={params.get('errors') === '1'}
        onChange={(on) => setParams({ errors: on ? '1' : undefined })}
      />
      <button type="submit" class="primary">
        Search
      </button>
    </form>
  );
}
