/** The part of the report of vitest's JSON reporter that is read here. */
export interface JsonReport {
  testResults: {
    /** The absolute path of the test file. */
    name: string;
    status: string;
    /** Why the file could not be loaded, or an empty text. */
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
}

/** A test, or a whole file or run, that did not pass in every run. */
export interface Unstable {
  name: string;
  passed: number;
  runs: number;
  /** Of the first failure; empty if the test was only left out. */
  message: string;
}

interface Outcomes {
  passed: number;
  failed: number;
  message: string;
}

/** Counts, over several runs of the same tests, how often each passed. */
export class Tally {
  readonly #tests = new Map<string, Outcomes>();
  readonly #root: string;
  #runs = 0;

  /** Names of files are relative to `root`. */
  constructor(root: string) {
    this.#root = root.endsWith('/') ? root : `${root}/`;
  }

  /** Adds a run; `report` is undefined if the run ended before it could write one. */
  add(report: JsonReport | undefined, exitCode: number | null): void {
    this.#runs += 1;
    let hasFailed = false;
    for (const { name, status, message, assertionResults } of report?.testResults ?? []) {
      const file = name.startsWith(this.#root) ? name.slice(this.#root.length) : name;
      for (const test of assertionResults) {
        const outcomes = this.#outcomes(`${file} > ${test.fullName}`);
        if (test.status === 'passed') outcomes.passed += 1;
        if (test.status === 'failed') this.#fail(outcomes, test.failureMessages.join('\n'));
      }
      hasFailed ||= status === 'failed';
      // A hook failed, or the file could not be loaded: no test of it says so.
      if (status === 'failed' && !assertionResults.some((test) => test.status === 'failed')) {
        this.#fail(this.#outcomes(file), message || 'The file failed and none of its tests did.');
      }
    }
    // Such as an error that no one awaited.
    if (exitCode !== 0 && !hasFailed) {
      this.#fail(
        this.#outcomes('vitest'),
        `Run ${this.#runs} ended with ${exitCode ?? 'a signal'} and no failed test.`,
      );
    }
  }

  /** What did not pass each time. A test that was skipped in every run is none of it. */
  unstable(): Unstable[] {
    return [...this.#tests]
      .filter(([, { passed, failed }]) => failed > 0 || (passed > 0 && passed < this.#runs))
      .map(([name, { passed, failed, message }]) => {
        const isTest = name.includes(' > ');
        return { name, passed: isTest ? passed : this.#runs - failed, runs: this.#runs, message };
      });
  }

  #outcomes(name: string): Outcomes {
    const known = this.#tests.get(name) ?? { passed: 0, failed: 0, message: '' };
    this.#tests.set(name, known);
    return known;
  }

  #fail(outcomes: Outcomes, message: string): void {
    outcomes.failed += 1;
    outcomes.message ||= message;
  }
}

/** The report at the end of all runs: one paragraph for each test that did not pass each time. */
export function describe(unstable: readonly Unstable[], runs: number): string {
  if (runs === 0) return 'Interrupted before the first run ended.';
  if (unstable.length === 0) return `Every test passed in each of ${runs} runs.`;
  const indented = (message: string): string => message.trim().replaceAll(/^/gm, '    ');
  const paragraphs = unstable.map(({ name, passed, message }) => {
    const head = `${name}\n  passed ${passed} of ${runs} times`;
    return message === '' ? head : `${head}; the first failure:\n${indented(message)}`;
  });
  return [...paragraphs, `${unstable.length} did not pass in each of ${runs} runs.`].join('\n\n');
}
