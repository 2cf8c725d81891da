import { PrometheusClient } from '../../../../stack/clients/prometheus.ts';
import type { KeyBinding, KeyScope } from '../../keys/binding.ts';
import { movementKeys } from '../../keys/movement.ts';
import { alertOf, entriesOf, selectedEntry, type AlertEntry } from './entries.ts';
import { changesOf } from './history.ts';
import type { AlertsSlice } from './slice.ts';

export const alertsPanes = ['alerts', 'history'] as const;

export const alertsKeys: readonly KeyBinding<AlertsSlice>[] = [
  ...movementKeys<AlertsSlice>({
    pane: 'alerts',
    count: (_slice, { rules }) => entriesOf(rules).length,
    read: ({ selected }, { rules }) => selectedEntry(entriesOf(rules), selected),
    write(slice, index, { rules }) {
      const key = entriesOf(rules)[index]?.key;
      return key === undefined ? slice : { ...slice, selected: key };
    },
  }),
  ...movementKeys<AlertsSlice>({
    pane: 'history',
    count: ({ history }) => (history ? changesOf(history.alerts, history.window).length : 0),
    read: ({ scroll }) => scroll,
    write: (slice, scroll) => ({ ...slice, scroll }),
  }),
  {
    keys: ['enter', 't'],
    label: 'trace',
    help: "The trace behind the alert: that of an exemplar of its series, the newest that the sampler kept; of a rule on the Collector, the Collector's view.",
    when: (slice, { shared }) => alertIn(slice, shared) !== undefined,
    press(slice, { shared }) {
      const alert = alertIn(slice, shared);
      if (!alert) return {};
      const { alertname = '', ...labels } = alert.labels;
      if (labels.service_name === undefined) return { effects: [{ type: 'go', view: 'collector' }] };
      return { effects: [{ type: 'go', view: 'traces', target: { type: 'alert', alertname, labels } }] };
    },
  },
  {
    keys: ['l'],
    label: 'logs',
    help: 'The log lines of the service that the alert is about.',
    when: (slice, { shared }) => alertIn(slice, shared)?.labels.service_name !== undefined,
    press(slice, { shared }) {
      const service = alertIn(slice, shared)?.labels.service_name;
      return service === undefined
        ? {}
        : { effects: [{ type: 'go', view: 'logs', target: { type: 'logs', service } }] };
    },
  },
  {
    keys: ['o'],
    label: 'browser',
    help: "Opens Prometheus' page with the rule's expression.",
    when: (slice, { shared }) => shared.stack !== undefined && entryIn(slice, shared) !== undefined,
    press(slice, { shared }) {
      const query = entryIn(slice, shared)?.rule.query;
      if (query === undefined || !shared.stack) return {};
      const url = new PrometheusClient(shared.stack.endpoints.prometheus).graphUrl(query);
      return { effects: [{ type: 'open', url, what: "the rule's expression in Prometheus" }] };
    },
  },
  {
    keys: ['c'],
    label: 'copy',
    help: "Copies the rule's expression.",
    when: (slice, { shared }) => entryIn(slice, shared) !== undefined,
    press: (slice, { shared }) => ({
      effects: [{ type: 'copy', text: entryIn(slice, shared)?.rule.query ?? '', what: 'the expression' }],
    }),
  },
];

function entryIn({ selected }: AlertsSlice, { rules }: KeyScope['shared']): AlertEntry | undefined {
  const entries = entriesOf(rules);
  return entries[selectedEntry(entries, selected)];
}

function alertIn(slice: AlertsSlice, shared: KeyScope['shared']): ReturnType<typeof alertOf> {
  const entry = entryIn(slice, shared);
  return entry && alertOf(entry);
}
