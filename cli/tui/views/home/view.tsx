import { Box } from 'ink';
import type { ReactNode } from 'react';
import { formatDuration } from '../../../../lib/duration/format-duration.ts';
import { formatBytes } from '../../../../lib/format/bytes.ts';
import { runningServices, telemetryNames } from '../../../../stack/components/endpoints.ts';
import type { KeyBinding } from '../../keys/binding.ts';
import { movementKeys } from '../../keys/movement.ts';
import type { ComponentView, Shared } from '../../state/shared.ts';
import { defineFeed, defineView, type ViewProps } from '../../view.ts';
import type { Span } from '../../widgets/line.ts';
import { insideOf, Pane } from '../../widgets/pane.tsx';
import { recentNote, recentTimeline } from '../signals/recent.ts';
import { askSampler, askSignals, type HomeAnswer } from '../../../../ui/signals/signals.ts';
import { workbenchUrl } from '../../../../stack/workbench/paths.ts';
import { componentGrid, componentTable } from './components-pane.ts';
import { pageOf } from './pages.ts';
import { initialHome, reduceHome, type HomeSlice } from './slice.ts';
import { homeLayout } from './layout.ts';
import { alertLines, samplerLines, servicesLines } from './traffic-pane.ts';

const selectedOf = ({ selected }: HomeSlice, components: readonly ComponentView[]): ComponentView | undefined =>
  components[Math.min(selected, components.length - 1)];

function selectedPage(slice: HomeSlice, { components, stack }: Shared): string | undefined {
  const component = selectedOf(slice, components);
  return component && stack && pageOf(component.name, stack);
}

const keys: readonly KeyBinding<HomeSlice>[] = [
  ...movementKeys<HomeSlice>({
    count: (_, { shared }) => shared.components.length,
    read: ({ selected }) => selected,
    write: (slice, selected) => ({ ...slice, selected }),
  }),
  {
    keys: ['o'],
    label: 'open workbench',
    help: 'Opens the web UI of the sandbox in a browser.',
    when: (_, { shared }) => shared.stack?.workbench !== undefined,
    press(_, { shared: { stack } }) {
      if (!stack?.workbench) return {};
      return { effects: [{ type: 'open', url: workbenchUrl(stack.workbench), what: 'the workbench' }] };
    },
  },
  {
    keys: ['p'],
    label: 'open page',
    help: "Opens the selected component's page in a browser, if it has one.",
    when: (slice, { shared }) => selectedPage(slice, shared) !== undefined,
    press(slice, { shared }) {
      const url = selectedPage(slice, shared);
      const what = `the page of ${selectedOf(slice, shared.components)?.name ?? ''}`;
      return url === undefined ? {} : { effects: [{ type: 'open', url, what }] };
    },
  },
  {
    keys: ['c'],
    label: 'copy URL',
    help: "Copies the selected component's URL.",
    when: (slice, { shared }) => selectedOf(slice, shared.components)?.url !== undefined,
    press(slice, { shared }) {
      const { name = '', url = '' } = selectedOf(slice, shared.components) ?? {};
      return { effects: [{ type: 'copy', text: url, what: `the URL of ${name}` }] };
    },
  },
  {
    keys: ['a'],
    label: 'alerts',
    help: 'Shows the alerts, firing ones first.',
    when: (_, { shared }) => shared.rules.some(({ alerts }) => alerts.length > 0),
    press(_, { shared }) {
      const rule = shared.rules.find(({ alerts }) => alerts.some(({ state }) => state === 'firing'));
      const labels = rule?.alerts.find(({ state }) => state === 'firing')?.labels ?? {};
      const target = rule ? { target: { type: 'alert' as const, alertname: rule.name, labels } } : {};
      return { effects: [{ type: 'go', view: 'alerts', ...target }] };
    },
  },
];

export const homeView = defineView<HomeSlice, HomeAnswer>({
  id: 'home',
  title: 'Home',
  key: '1',
  about: 'Components, signals of the services, sampled traces and alerts.',
  panes: () => [],
  initial: initialHome,
  reduce: reduceHome,
  keys,
  feeds: [
    defineFeed({
      name: 'signals',
      intervalMs: 2000,
      question: () => ({}),
      ask: (_, { clients: { prometheus }, pace, endpoints }, signal) =>
        askSignals({ prometheus, pace, own: telemetryNames(endpoints) }, signal),
    }),
    defineFeed({
      name: 'sampler',
      intervalMs: 2000,
      question: () => ({}),
      ask: (_, { clients }, signal) => askSampler(clients.collector, signal),
    }),
  ],
  Component: Home,
});

function Home({ slice, shared, width, height }: ViewProps<HomeSlice>): ReactNode {
  const { stack } = shared;
  if (stack === undefined || shared.activity === 'stopping')
    return <Components slice={slice} shared={shared} width={width} height={height} />;
  const { components, services, sampler, timeline, sparkRows, isLow } = homeLayout(
    {
      components: shared.components.length,
      services: (slice.signals?.services ?? runningServices(stack.endpoints)).length,
    },
    height,
  );
  const left = Math.floor(width / 2);
  const inside = insideOf(width, timeline);
  const recent = recentTimeline(shared, inside.width, inside.height);
  return (
    <Box flexDirection="column" width={width} height={height}>
      <Components slice={slice} shared={shared} width={width} height={components} isGrid={isLow} />
      <Pane
        title="Services"
        note={slice.failures.signals ?? 'from spans before sampling; the last two minutes'}
        lines={servicesLines(slice, insideOf(width, services).width, sparkRows)}
        width={width}
        height={services}
      />
      <Box width={width} height={sampler}>
        <Pane
          title="Sampler"
          note="since the start"
          lines={samplerLines(slice, insideOf(left, sampler).width)}
          width={left}
          height={sampler}
        />
        <Pane
          title="Alerts"
          note={shared.rulesFailure ?? ''}
          lines={alertLines(shared, insideOf(left, sampler).height)}
          width={width - left}
          height={sampler}
        />
      </Box>
      <Pane
        title="Timeline"
        note={recentNote}
        lines={recent.length > 0 ? recent : [[{ text: 'No faults or active alerts.', tone: 'quiet' }]]}
        width={width}
        height={timeline}
      />
    </Box>
  );
}

function Components({
  slice,
  shared,
  width,
  height,
  isGrid = false,
}: Omit<ViewProps<HomeSlice>, 'pane'> & { isGrid?: boolean }): ReactNode {
  const { components, memoryBytes } = shared;
  const selected = Math.min(slice.selected, components.length - 1);
  const draw = isGrid ? componentGrid : componentTable;
  const url = isGrid ? (selectedOf(slice, components)?.url ?? '') : '';
  const stopped = components.filter(({ state }) => state === 'stopped').length;
  const progress = shared.activity === 'stopping' ? `${stopped} of ${components.length} stopped` : '';
  const took = shared.readyAt === undefined ? '' : `ready after ${formatDuration(shared.readyAt - shared.startedAt)}`;
  const memory = memoryBytes === undefined ? '' : `total ${formatBytes(memoryBytes)}`;
  // In two columns, the reason only fits into the note.
  const failed = isGrid ? components.find(({ state }) => state === 'failed') : undefined;
  const reason: Span | undefined = failed && {
    text: `✗ ${failed.name}: ${failed.detail ?? 'unknown reason'}`,
    tone: 'bad',
  };
  const note = progress === '' ? [url, isGrid ? '' : took, memory].filter(Boolean).join('  ') : progress;
  return (
    <Pane
      title="Components"
      note={reason ?? note}
      lines={draw({ shared, selected, ...insideOf(width, height) })}
      width={width}
      height={height}
    />
  );
}
