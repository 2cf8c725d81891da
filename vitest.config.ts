import { defineConfig } from 'vitest/config';

const engine = './test/engine-setup.ts';

/**
 * For failures alone: no test asserts that something is quick, and on a busy machine each may take many times as long.
 * What is polled for has less than its test, so that the failure shows what was seen last.
 */
const deadlines = (testTimeout: number) => ({
  testTimeout,
  hookTimeout: Math.max(testTimeout, 180_000),
  expect: { poll: { timeout: testTimeout / 2 } },
});

/**
 * What integration and e2e tests run waits more than it works. So two files run at once, on any machine: each takes ports
 * and folders of its own, and more at once would delay what real clocks measure.
 */
const maxWorkers = 2;

// Three tiers, one after the other: unit is pure and quick; integration opens real sockets; e2e runs the built command.
export default defineConfig({
  test: {
    reporters: ['default', './test/closing-line.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/unit/**/*.test.{ts,tsx}'],
          // Ink draws nothing before the end where it takes itself to be in CI.
          env: { CI: 'false', TZ: 'UTC' },
          // A process for each file would cost more than most files do. So files share globals and modules: a file reverts
          // what it changes in them.
          isolate: false,
          ...deadlines(30_000),
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          globalSetup: engine,
          ...deadlines(180_000),
          maxWorkers,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: engine,
          ...deadlines(300_000),
          maxWorkers,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
