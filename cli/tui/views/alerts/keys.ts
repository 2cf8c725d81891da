import { workbenchUrl } from '../../../../stack/workbench/paths.ts';
import { PrometheusClient } from '../../../../stack/clients/prometheus.ts';
import type { KeyBinding, KeyScope } from '../../keys/binding.ts';
import { movementKeys } from '../../keys/movement.ts';
import { without } from '../../../../lib/without.ts';
import { alertOf, entriesOf, lastAlertOf, selectedEntry, type AlertEntry } from '../../../../ui/alerts/entries.ts';
import { changesOf } from '../../../../ui/alerts/history.ts';
import type { AlertsSlice } from './slice.ts';

export const alertsPanes = ['alerts', 'history'] as const;

export const alertsKeys: readonly KeyBinding<AlertsSlice>[] = [
  ...movementKeys<AlertsSlice>({
    pane: 'alerts',
    count: (_slice, { shared: { rules } }) => entriesOf(rules).length,
    read: ({ selected }, { shared: { rules, episodes } }) => selectedEntry(entriesOf(rules), selected, episodes),
    write(slice, index, { shared: { rules } }) {
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
    help: 'Shows a trace behind the alert, active or resolved: the newest kept exemplar of its series. For a rule on the Collector, shows the Collector view.',
    when: (slice, { shared }) => labelsIn(slice, shared) !== undefined,
    press(slice, { shared }) {
      const found = labelsIn(slice, shared);
      const alertname = entryIn(slice, shared)?.rule.name;
      if (!found || alertname === undefined) return {};
      const labels = without(found, 'alertname');
      if (labels.service_name === undefined) return { effects: [{ type: 'go', view: 'collector' }] };
      return { effects: [{ type: 'go', view: 'traces', target: { type: 'alert', alertname, labels } }] };
    },
  },
  {
    keys: ['l'],
    label: 'logs',
    help: 'Shows the log lines of the service of the alert.',
    when: (slice, { shared }) => labelsIn(slice, shared)?.service_name !== undefined,
    press(slice, { shared }) {
      const service = labelsIn(slice, shared)?.service_name;
      return service === undefined
        ? {}
        : { effects: [{ type: 'go', view: 'logs', target: { type: 'logs', service } }] };
    },
  },
  {
    keys: ['o'],
    label: 'in browser',
    help: "Opens the rule's expression in the workbench; in Prometheus where there is none.",
    when: (slice, { shared }) => shared.stack !== undefined && entryIn(slice, shared) !== undefined,
    press(slice, { shared }) {
      const query = entryIn(slice, shared)?.rule.query;
      if (query === undefined || !shared.stack) return {};
      const { runtime, endpoints, workbench } = shared.stack;
      if (workbench) {
        const url = workbenchUrl(workbench, `/metrics?q=${encodeURIComponent(query)}`);
        return { effects: [{ type: 'open', url, what: "the rule's expression" }] };
      }
      const url =
        runtime === 'docker'
          ? new PrometheusClient(endpoints.prometheus).graphUrl(query)
          : `${endpoints.prometheus}/api/v1/query?query=${encodeURIComponent(query)}`;
      return { effects: [{ type: 'open', url, what: "the rule's expression in Prometheus" }] };
    },
  },
  {
    keys: ['c'],
    label: 'copy query',
    help: "Copies the rule's expression.",
    when: (slice, { shared }) => entryIn(slice, shared) !== undefined,
    press: (slice, { shared }) => ({
      effects: [{ type: 'copy', text: entryIn(slice, shared)?.rule.query ?? '', what: 'the expression' }],
    }),
  },
];

function entryIn({ selected }: AlertsSlice, { rules, episodes }: KeyScope['shared']): AlertEntry | undefined {
  const entries = entriesOf(rules);
  return entries[selectedEntry(entries, selected, episodes)];
}

/** The labels of the selected alert; for an inactive rule, those of its last alert. */
function labelsIn(slice: AlertsSlice, shared: KeyScope['shared']): Record<string, string> | undefined {
  const entry = entryIn(slice, shared);
  return entry && (alertOf(entry) ?? lastAlertOf(entry, shared.episodes))?.labels;
}
