/** A contribution of one kind: the new files, and the edits of existing ones as pairs of a text and its replacement. */
export interface Addition {
  /** The row of the table in CONTRIBUTING.md. */
  row: string;
  /** By path: a new file's text, or edits of an existing file. */
  files: Record<string, string | readonly (readonly [string, string])[]>;
  /** A program that fails unless the built tree has the addition. */
  proof: string;
}

export const additions: readonly Addition[] = [
  {
    row: 'a scenario',
    files: {
      'scenarios/catalog/quiet-night.ts': `import { defineScenario } from '../scenario.ts';
import { alertNames, steadyProbes } from './probes.ts';

export const quietNight = defineScenario({
  name: 'quiet-night',
  title: 'A quiet night',
  teaches: 'What little traffic looks like.',
  explanation: { does: 'Sends little traffic.', see: ['All alerts stay inactive.'] },
  load: { arrivalsPerSecond: 2, routes: { browse: 1, product: 0, order: 0, 'read-order': 0 } },
  steadyState: { within: '5m', probes: steadyProbes(alertNames) },
  duration: '5m',
  expectations: [{ type: 'accounted', name: 'no trace is lost' }],
  recovery: { within: '5m', probes: steadyProbes(alertNames) },
});
`,
      'scenarios/catalog/index.ts': [
        ['import { slowPayments }', "import { quietNight } from './quiet-night.ts';\nimport { slowPayments }"],
        ['  cacheOutage,\n];', '  cacheOutage,\n  quietNight,\n];'],
      ],
    },
    proof: `const { findScenario } = await import('./dist/scenarios/catalog/index.js');
if (findScenario('quiet-night')?.title !== 'A quiet night') throw new Error('no scenario');`,
  },
  {
    row: 'a fault',
    files: {
      'services/faults/slow-start.ts': `import { setTimeout as delay } from 'node:timers/promises';
import { seed } from './common-parameters.ts';
import { defineFault } from './fault.ts';

export const slowStart = defineFault({
  name: 'slow-start',
  description: 'Makes each request wait a second',
  specs: { seed },
  make: () => ({ beforeWork: () => delay(1000) }),
});
`,
      'services/faults/catalog.ts': [
        ['import { secretInUrl }', "import { slowStart } from './slow-start.ts';\nimport { secretInUrl }"],
        ['[latency, errorRate,', '[latency, slowStart, errorRate,'],
      ],
      'simulation/services/service-faults.ts': [
        [
          'export const serviceFaults = [\n',
          `export const serviceFaults = [
  {
    name: 'slow-start',
    description: 'Makes each request wait a second',
    effect: 'requests wait',
    target: 'service',
    supportedBy: everywhere,
    parameters: { seed },
    model: { delayMs: () => 1000 },
  },
`,
        ],
      ],
    },
    proof: `const { findFault } = await import('./dist/scenarios/faults/registry.js');
const { faultsOf } = await import('./dist/services/faults/catalog.js');
const { simulatedFaultNames } = await import('./dist/simulation/services/service-faults.js');
if (!findFault('slow-start')) throw new Error('not in the registry');
if (!faultsOf({ makesCalls: false }).some(({ name }) => name === 'slow-start')) throw new Error('not live');
if (!simulatedFaultNames.includes('slow-start')) throw new Error('not simulated');`,
  },
  {
    row: 'a finding',
    files: {
      'check/findings/check-was-short.ts': `import type { FindingDefinition } from './definition.ts';

export const checkWasShort: FindingDefinition = {
  kind: 'check-was-short',
  category: 'sampling',
  severity: 'info',
  summary: 'The check was short.',
  docs: { meaning: 'It was short.', example: 'The check was short', action: 'Make it longer.' },
  find: () => [{ subject: 'check', message: 'The check was short' }],
};
`,
      'check/findings/index.ts': [
        [
          'import { clientErrorsAsErrors }',
          "import { checkWasShort } from './check-was-short.ts';\nimport { clientErrorsAsErrors }",
        ],
        ['  tracesLost,\n', '  tracesLost,\n  checkWasShort,\n'],
      ],
    },
    proof: `const { categoryOf } = await import('./dist/check/findings/index.js');
if (categoryOf('check-was-short') !== 'sampling') throw new Error('no finding');`,
  },
  {
    row: 'a reporter',
    files: {
      'cli/reporters/dots.ts': `import type { ReporterDefinition } from './reporter.ts';

export const dotsReporter: ReporterDefinition = {
  name: 'dots',
  open: ({ out }) => ({ onEvent: () => out('.') }),
};
`,
      'cli/reporters/index.ts': [
        ['import { githubReporter }', "import { dotsReporter } from './dots.ts';\nimport { githubReporter }"],
        ['ndjsonReporter, githubReporter]', 'ndjsonReporter, githubReporter, dotsReporter]'],
      ],
    },
    proof: `const { execFileSync } = await import('node:child_process');
const help = execFileSync(process.execPath, ['dist/cli/main.js', 'check', '--help'], { encoding: 'utf8' });
if (!help.includes('"dots"')) throw new Error(help);`,
  },
  {
    row: 'a page of the web UI',
    files: {
      'web/pages/notes/page.tsx': `import type { JSX } from 'preact';
import { PageHead } from '../../parts/panel.tsx';
import type { Page } from '../page.ts';

function Notes(): JSX.Element {
  return <PageHead title="Notes on this sandbox" />;
}

export const notesPage: Page = { path: 'notes', title: 'Notes', Component: Notes };
`,
      'web/pages/index.ts': [
        ['import { overviewPage }', "import { notesPage } from './notes/page.tsx';\nimport { overviewPage }"],
        ['  faultsPage,\n];', '  faultsPage,\n  notesPage,\n];'],
      ],
    },
    proof: `const { readdirSync, readFileSync } = await import('node:fs');
await import('./dist/scripts/bundle-web.js');
const script = readdirSync('dist/web').find((name) => /^app-.*[.]js$/.test(name));
if (!readFileSync('dist/web/' + script, 'utf8').includes('Notes on this sandbox')) throw new Error('no page');`,
  },
  {
    row: 'a service',
    files: {
      'stack/services/stock.ts': `import { defineService } from './service.ts';

export const stock = defineService({
  name: 'stock',
  profile: 'all',
  launcher: { kind: 'command', command: ['python3', 'services/stock/main.py'] },
  port: { default: 8083, published: false },
  healthPath: '/health',
  environment: {},
  dependsOn: [],
  telemetry: { serviceName: 'stock', language: 'python' },
  color: 'green',
  stopOrder: 3,
  shutdownMs: 5000,
});
`,
      'stack/services/index.ts': [
        ['import type { ServiceDescriptor }', "import { stock } from './stock.ts';\nimport type { ServiceDescriptor }"],
        [
          'const all = [gateway, order, payment, inventory, shipping, legacy]',
          'const all = [gateway, order, payment, inventory, shipping, legacy, stock]',
        ],
      ],
    },
    proof: `const { findService } = await import('./dist/stack/services/index.js');
if (findService('stock')?.launcher.kind !== 'command') throw new Error('no service');`,
  },
];
