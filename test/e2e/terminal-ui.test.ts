import { describe, expect, test } from 'vitest';
import { findFreePorts } from '../../stack/components/free-ports.ts';
import { evaluateInside, throwInside } from './harness/inspector.ts';
import { Sandbox } from './harness/sandbox.ts';
import { Tmux, tmuxMissing } from './harness/tmux.ts';

const processes = 4;

/** The terminal is as a shell expects it: its first screen with what stood there, its cursor, and lines that are echoed. */
async function expectRestored(tmux: Tmux): Promise<void> {
  expect(tmux.property('alternate_on')).toBe('0');
  expect(tmux.property('cursor_flag')).toBe('1');
  expect(tmux.screen()).toMatch(/^before\n/);
  tmux.press('echoed', 'Enter');
  await tmux.shows(/echoed\necho/);
}

describe.skipIf(tmuxMissing !== undefined)(
  `the terminal UI in a real terminal${tmuxMissing ? ` (${tmuxMissing})` : ''}`,
  () => {
    test('up opens it, follows a resize, asks before it quits, and leaves nothing', async () => {
      const sandbox = new Sandbox();
      const tmux = new Tmux(['up', '--runtime', 'embedded', '--ports', 'auto'], sandbox);
      await tmux.shows(/✓ ready {2}│ {2}embedded/);
      expect(tmux.property('alternate_on')).toBe('1');
      expect(tmux.property('cursor_flag')).toBe('0');
      sandbox.mustHaveRecord();

      tmux.resize(70, 20);
      await tmux.shows(/This terminal is too small: 70x20\./);
      tmux.resize(120, 40);
      await tmux.shows(/^\[1 Home\]/);

      tmux.press('2');
      await tmux.shows(/error-burst/);
      tmux.press('?');
      await tmux.shows(/Runs the selected scenario/);
      tmux.press('Escape');
      await tmux.hides(/Runs the selected scenario/);

      tmux.press('q');
      await tmux.shows(/Stop the sandbox\?/);
      tmux.press('n');
      await tmux.hides(/Stop the sandbox\?/);
      tmux.press('q');
      await tmux.shows(/Stop the sandbox\?/);
      tmux.press('y');
      expect(await tmux.shows(/exit=/)).toMatch(/Stopped; nothing is left running\.\nexit=0/);
      await expectRestored(tmux);
      sandbox.expectNothingLeft(processes);
    });

    test('closing the terminal tears down what it shows', async () => {
      const sandbox = new Sandbox();
      const tmux = new Tmux(['up', '--runtime', 'embedded', '--ports', 'auto'], sandbox);
      await tmux.shows(/✓ ready {2}│ {2}embedded/);
      sandbox.mustHaveRecord();
      expect(await tmux.close()).toBe(130);
      sandbox.expectNothingLeft(processes);
    });

    test('a fault that is injected manually is active, and is reverted', async () => {
      const sandbox = new Sandbox();
      const tmux = new Tmux(['up', '--runtime', 'embedded', '--ports', 'auto'], sandbox);
      await tmux.shows(/✓ ready {2}│ {2}embedded/);
      const { endpoints } = sandbox.mustHaveRecord();
      const active = async (): Promise<unknown[]> => {
        const faults = (await (await fetch(`${endpoints?.control.payment ?? ''}/faults`)).json()) as {
          active: boolean;
        }[];
        return faults.filter((fault) => fault.active);
      };
      tmux.press('7');
      await tmux.shows(/gateway +error-rate/);
      tmux.press('/', 'payment error-rate');
      tmux.press('Enter');
      await tmux.shows(/▸ · off {2}payment +error-rate/);
      tmux.press('Enter');
      await tmux.shows(/✗ 1 fault active/);
      await tmux.shows(/▸ ✗ on {3}payment +error-rate/);
      expect(await active()).toMatchObject([{ name: 'error-rate' }]);
      tmux.press('0');
      await tmux.shows(/▸ · off {2}payment +error-rate/);
      expect(await active()).toEqual([]);
      tmux.press('C-c');
      expect(await tmux.shows(/exit=/)).toMatch(/interrupted by Ctrl-C\n(.*\n)*exit=130/);
      await expectRestored(tmux);
      sandbox.expectNothingLeft(processes);
    });

    test('from `up` to the policy that kept the trace behind a firing alert, by what the screen says', async () => {
      const sandbox = new Sandbox();
      const tmux = new Tmux(['up', '--runtime', 'embedded', '--ports', 'auto'], sandbox);
      await tmux.shows(/Make one fire: 7 Faults, 2 Scenarios/);
      tmux.press('7');
      expect(await tmux.shows(/gateway +error-rate/)).toMatch(/ enter on\/off .* \/ filter /);
      tmux.press('/');
      await tmux.shows(/\/ ▏ service, component or fault/);
      tmux.press('payment error');
      tmux.press('Enter');
      await tmux.shows(/▸ · off {2}payment +error-rate/);
      tmux.press('Enter');
      await tmux.shows(/error-rate on payment is active\. 5 shows the alerts\./);
      await tmux.shows(/▲ \d firing/);
      tmux.press('5');
      // An alert that has gone to sleep again still leads to its trace.
      await tmux.shows(/▸ (▲ firing|◐ pending|· inactive) [^]* enter trace /);
      tmux.press('Enter');
      const trace = await tmux.shows(/Kept by the policy errors, which keeps traces that have a span/);
      expect(trace).toMatch(/◆ Exemplar of ServiceErrorRateHigh \((gateway|order|payment)\)/);
      expect(trace).toMatch(/ l logs /);
      tmux.press('l');
      await tmux.shows(/Logs of the trace [0-9a-f]{32}/);
      await tmux.shows(/✗ error payment {2}the fault error-rate made this req/);
      tmux.press('q');
      await tmux.shows(/Manual faults are reverted\./);
      tmux.press('y');
      await tmux.shows(/exit=0/);
      await expectRestored(tmux);
      sandbox.expectNothingLeft(processes);
    });

    test('an internal error is reported after the terminal was restored', async () => {
      const sandbox = new Sandbox();
      const [port = 0] = await findFreePorts(1);
      const node = [`--inspect=127.0.0.1:${port}`];
      const tmux = new Tmux(['up', '--runtime', 'embedded', '--ports', 'auto'], { stateHome: sandbox.stateHome, node });
      await tmux.shows(/✓ ready {2}│ {2}embedded/);
      sandbox.mustHaveRecord();
      const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
        webSocketDebuggerUrl: string;
      }[];
      const inspected = targets[0]?.webSocketDebuggerUrl ?? '';
      // Each frame would leave some behind with a development build of React, for as long as the process lives.
      await tmux.shows(/requests\/s/);
      expect(await evaluateInside(inspected, "performance.getEntriesByType('measure').length")).toBe(0);
      await throwInside(inspected, 'made to fail');
      const screen = await tmux.shows(/exit=/);
      expect(screen).toContain('error: made to fail');
      expect(screen).toContain('exit=70');
      expect(tmux.property('alternate_on')).toBe('0');
      expect(tmux.property('cursor_flag')).toBe('1');
      sandbox.expectNothingLeft(processes);
    });
  },
);

test('--reporter tui without a terminal is refused, with what to do', async () => {
  const { code, stderr } = await new Sandbox().run(['up', '--reporter', 'tui']);
  expect(code).toBe(2);
  expect(stderr).toContain('The terminal UI needs an interactive terminal');
  expect(stderr).toContain('--reporter plain');
});
