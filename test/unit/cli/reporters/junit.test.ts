import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { junitReporter } from '../../../../cli/reporters/junit.ts';
import { Interrupted } from '../../../../stack/session/session-error.ts';
import { failedCheck } from './check-events.ts';
import { brokenRun, failedRun } from './events.ts';

const folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
const file = join(folder, 'junit.xml');
afterEach(() => rmSync(file, { force: true }));

test('a suite for each scenario, a case for each expectation', async () => {
  const reporter = junitReporter.open(file);
  for (const event of [...failedRun, ...brokenRun]) reporter.onEvent(event);
  await reporter.onEnd?.(3);
  expect(readFileSync(file, 'utf8')).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="sandbox">
      <testsuite name="error-burst" tests="3" failures="1" errors="0" skipped="1" time="23.000" timestamp="2026-01-02T03:04:05.000Z">
        <testcase classname="error-burst" name="the alert fires &amp; resolves" time="1.500"/>
        <testcase classname="error-burst" name="every error trace is kept" time="10.000">
          <failure message="expected 40 of 40, observed 39 of 40 &lt;1 missing&gt;">expected: 40 of 40
    observed: 39 of 40 &lt;1 missing&gt;
    asked:    12 times in 10s
    lost at: tail_sampling: 1 trace not sampled
    trace: http://127.0.0.1:16686/trace/abc</failure>
        </testcase>
        <testcase classname="error-burst" name="needs a fault">
          <skipped message="run without faults"></skipped>
        </testcase>
      </testsuite>
      <testsuite name="baseline" tests="1" failures="0" errors="1" skipped="0" time="1.000" timestamp="2026-01-02T03:04:35.000Z">
        <testcase classname="baseline" name="run">
          <error message="The steady state was not reached: healthy">The steady state was not reached: healthy
      503
    hint: Look.</error>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `);
});

test('of a check, each error that was found is a case too, with its place', async () => {
  const reporter = junitReporter.open(file);
  for (const event of failedCheck) reporter.onEvent(event);
  await reporter.onEnd?.(1);
  expect(readFileSync(file, 'utf8')).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="sandbox">
      <testsuite name="shop" tests="3" failures="2" errors="0" skipped="0" time="1560.000" timestamp="2026-01-01T12:00:00.000Z">
        <testcase classname="shop" name="traces of class normal are kept" time="0.000" file="sandbox.yaml" line="11"/>
        <testcase classname="shop" name="traces of class error are kept" time="0.000" file="sandbox.yaml" line="10">
          <failure message="expected 100%, observed 400 of 412 (97.1%)">expected: 100%
    observed: 400 of 412 (97.1%)
    kept by: errors 380, slow 12, all-of-checkout 8</failure>
        </testcase>
        <testcase classname="shop" name="alert-never-fires: SlowCheckout" file="rules/api.yml" line="31">
          <failure message="SlowCheckout never fired in 26 minutes of traffic with 1 fault.">rules/api.yml:31
    Its expression asks for http_server_duration_seconds_bucket, of which there is no series.
    The nearest name is http_server_request_duration_seconds_bucket.
    highest value: none</failure>
        </testcase>
      </testsuite>
    </testsuites>
    "
  `);
});

test('a check without expectations that finds nothing is a case that passed', async () => {
  const reporter = junitReporter.open(file);
  for (const event of failedCheck.filter(({ type }) => type === 'run.start')) reporter.onEvent(event);
  reporter.onEvent({ type: 'run.end', time: '2026-01-01T12:26:00.000Z', result: 'pass', exitCode: 0, ms: 1000 });
  await reporter.onEnd?.(0);
  expect(readFileSync(file, 'utf8')).toContain('<testcase classname="shop" name="no error was found" time="1.000"/>');
});

test('an abort leaves what was known, and an error in the scenario that was cut off', async () => {
  const reporter = junitReporter.open(file);
  for (const event of failedRun.slice(0, -3)) reporter.onEvent(event);
  reporter.onError?.(new Interrupted('interrupted by SIGINT'));
  await reporter.onEnd?.(130);
  const xml = readFileSync(file, 'utf8');
  expect(xml).toContain('<testsuite name="error-burst" tests="3" failures="1" errors="1" skipped="0"');
  expect(xml).toContain('<error message="interrupted by SIGINT">');
});

test('a failed boot is an error too, although no scenario had begun', async () => {
  const reporter = junitReporter.open(file);
  reporter.onError?.(new Error('order was not \u001b[31mready'));
  await reporter.onEnd?.(4);
  const xml = readFileSync(file, 'utf8');
  expect(xml).toContain('<testsuite name="sandbox" tests="1" failures="0" errors="1" skipped="0">');
  expect(xml).toContain('<error message="order was not [31mready">');
});

test('a file that cannot be written is known before the run', () => {
  expect(() => junitReporter.open(join(folder, 'not', 'there', 'junit.xml'))).toThrow(/cannot be written: ENOENT/);
});

test('cleans up', () => rmSync(folder, { recursive: true }));
