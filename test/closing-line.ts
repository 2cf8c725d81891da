import type { Reporter, TestCase, TestModule, TestSuite } from 'vitest/node';

/**
 * Ends the output of a test run with what a reader of its last lines needs: what was skipped (a title gives the reason), what failed and
 * why, and one plain line with the counts.
 */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly { message?: string }[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state: string) => tests.filter((test) => test.result().state === state);
    // A file that could not be loaded has no tests to fail.
    const failures = [
      ...unhandled.map((error) => `outside a test: ${firstLine(error)}`),
      ...modules.flatMap((module) => module.errors().map((error) => `${module.relativeModuleId}: ${firstLine(error)}`)),
      ...inState('failed').map((test) => `${titleOf(test)}: ${firstLine(test.result().errors?.[0])}`),
    ];
    const lines = [
      ...modules.flatMap((module) => skippedIn(module)).map((title) => `skipped: ${title}`),
      ...failures.map((failure) => `failed: ${failure}`),
      '',
      `${inState('passed').length} passed, ${failures.length} failed, ${inState('skipped').length} skipped`,
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  }
}

/** A suite skipped as a whole is one line: hundreds of skipped cases would push the failures out of sight. */
function skippedIn(parent: TestModule | TestSuite): string[] {
  return parent.children.array().flatMap((child) => {
    if (child.type === 'test') return child.result().state === 'skipped' ? [titleOf(child)] : [];
    if (child.state() !== 'skipped') return skippedIn(child);
    return [`${titleOf(child)} (${[...child.children.allTests()].length} tests)`];
  });
}

const titleOf = (entry: TestCase | TestSuite) => `${entry.module.relativeModuleId} > ${entry.fullName}`;
const firstLine = (error: { message?: string } | undefined) => error?.message?.split('\n')[0] ?? 'no message';
