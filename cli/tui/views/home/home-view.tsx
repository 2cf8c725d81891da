import { Box } from 'ink';
import type { ReactNode } from 'react';
import { seconds } from '../../../reporters/describe.ts';
import type { KeyBinding } from '../../keys/binding.ts';
import { movementKeys } from '../../keys/movement.ts';
import type { ComponentView } from '../../state/shared.ts';
import { defineFeed, defineView, type ViewProps } from '../../view.ts';
import { insideOf, Pane } from '../../widgets/pane.tsx';
import { askSampler, askSignals, type HomeAnswer } from './ask.ts';
import { componentGrid, componentTable, megabytes } from './components-pane.ts';
import { initialHome, reduceHome, type HomeSlice } from './slice.ts';
import { alertLines, samplerLines, servicesLines } from './traffic-pane.ts';

const selectedOf = ({ selected }: HomeSlice, components: readonly ComponentView[]): ComponentView | undefined =>
  components[Math.min(selected, components.length - 1)];

const keys: readonly KeyBinding<HomeSlice>[] = [
  ...movementKeys<HomeSlice>({
    count: (_, { components }) => components.length,
    read: ({ selected }) => selected,
    write: (slice, selected) => ({ ...slice, selected }),
  }),
  {
    keys: ['o'],
    label: 'open page',
    help: "Opens the selected component's page in a browser.",
    when: (slice, { shared }) => selectedOf(slice, shared.components)?.url !== undefined,
    press(slice, { shared }) {
      const { name = '', url = '' } = selectedOf(slice, shared.components) ?? {};
      return { effects: [{ type: 'open', url, what: name }] };
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
    help: 'Shows the alerts, those that fire first.',
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
  about: 'How the stack is, what goes through it, how much of it the sampler keeps, and which alerts fire.',
  panes: [],
  initial: initialHome,
  reduce: reduceHome,
  keys,
  feeds: [
    defineFeed({
      name: 'signals',
      intervalMs: 2000,
      question: () => ({}),
      ask: (_, stack, signal) => askSignals(stack, signal),
    }),
    defineFeed({
      name: 'sampler',
      intervalMs: 2000,
      question: () => ({}),
      ask: (_, stack, signal) => askSampler(stack, signal),
    }),
  ],
  Component: Home,
});

function Home({ slice, shared, width, height }: ViewProps<HomeSlice>): ReactNode {
  const isBooting = shared.stack === undefined || shared.activity === 'stopping';
  if (isBooting) return <Components slice={slice} shared={shared} width={width} height={height} />;
  const isLow = height < 28;
  const rows = isLow ? Math.ceil(shared.components.length / 2) : shared.components.length + 1;
  const services = { width, height: 6 };
  const components = { width, height: Math.min(rows + 2, height - services.height - 4) };
  const rest = height - components.height - services.height;
  const left = Math.floor(width / 2);
  return (
    <Box flexDirection="column" width={width} height={height}>
      <Components slice={slice} shared={shared} {...components} isGrid={isLow} />
      <Pane
        title="Services"
        note={slice.failures.signals ?? 'span metrics, before sampling; two minutes'}
        lines={servicesLines(slice, insideOf(services.width, services.height).width)}
        {...services}
      />
      <Box width={width} height={rest}>
        <Pane
          title="Sampler"
          note="since the start"
          lines={samplerLines(slice, insideOf(left, rest).width)}
          width={left}
          height={rest}
        />
        <Pane
          title="Alerts"
          note={shared.rulesFailure ?? ''}
          lines={alertLines(shared)}
          width={width - left}
          height={rest}
        />
      </Box>
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
  const took = shared.readyAt === undefined ? '' : `ready after ${seconds(shared.readyAt - shared.startedAt)}`;
  const memory = memoryBytes === undefined ? '' : `everything ${megabytes(memoryBytes)}`;
  const note = [url, isGrid ? '' : took, memory].filter(Boolean).join('  ');
  return (
    <Pane
      title="Components"
      note={note}
      lines={draw({ shared, selected, ...insideOf(width, height) })}
      width={width}
      height={height}
    />
  );
}
