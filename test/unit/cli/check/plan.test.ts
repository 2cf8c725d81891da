import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CheckRequest } from '../../../../check/request.ts';
import type { CheckArguments } from '../../../../cli/check/arguments.ts';
import { initFile } from '../../../../cli/check/init.ts';
import { type CheckPlan, planCheck } from '../../../../cli/check/plan.ts';
import type { Context } from '../../../../cli/context.ts';
import { UserError } from '../../../../lib/errors.ts';
import { simulatedCatalog } from '../../../../scenarios/catalog/index.ts';

const before = process.cwd();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-test-'));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

const options = (some: Partial<CheckArguments> = {}): CheckArguments => ({
  ...{ collector: [], agent: [], rules: [], dashboards: [], secrets: [], strict: false, all: false, reporter: 'plain' },
  ...some,
});
const plan = (names: string[], some: Partial<CheckArguments> = {}): CheckPlan => planCheck(names, options(some), {});
const request = (names: string[], some: Partial<CheckArguments> = {}): CheckRequest => {
  const made = plan(names, some);
  if (made.of !== 'files') throw new Error('no files are checked');
  return made.request;
};
const files = (...paths: string[]): void => {
  for (const path of paths) {
    if (path.includes('/')) mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true });
    writeFileSync(path, '');
  }
};

describe('without files', () => {
  test.each<[string[], Partial<CheckArguments>, readonly string[]]>([
    [[], {}, simulatedCatalog.map(({ name }) => name)],
    [[], { all: true }, simulatedCatalog.map(({ name }) => name)],
    [['slow-payments', 'error-burst'], {}, ['slow-payments', 'error-burst']],
  ])('%j %j checks the catalog as it is', (names, some, expected) => {
    const made = plan(names, { ...some, seed: 7 });
    if (made.of !== 'catalog') throw new Error('files are checked');
    expect(made.scenarios.map(({ name }) => name)).toEqual(expected);
    expect(made.seed).toBe(7);
  });

  test('names win over a sandbox.yaml of the folder, and --all does', () => {
    writeFileSync('sandbox.yaml', 'seed: 3');
    expect(plan(['error-burst']).of).toBe('catalog');
    expect(plan([], { all: true }).of).toBe('catalog');
    expect(request([]).seed).toBe(3);
  });
});

describe('with files', () => {
  test('of the command line, patterns are expanded and each file is there once', () => {
    files('c.yaml', 'rules/b.yml', 'rules/a.yml');
    expect(request(['error-burst'], { collector: ['c.yaml'], rules: ['rules/*.yml', 'rules/b.yml'] })).toEqual({
      scenarios: ['error-burst'],
      collector: ['c.yaml'],
      agent: [],
      rules: ['rules/a.yml', 'rules/b.yml'],
      dashboards: [],
      secrets: [],
      headSampling: 1,
      suppressions: [],
      durations: {},
      seed: 1,
      strict: false,
      env: {},
    });
  });

  test('of sandbox.yaml, they are relative to it and options win; secrets are looked for together', () => {
    files('obs/c.yaml', 'mine.yaml', 'obs/rules/a.yml');
    writeFileSync(
      'obs/sandbox.yaml',
      'collector: c.yaml\nrules: rules/*.yml\nsecrets: a\nseed: 3\nhead-sampling: 10%\nproduction: {retention: 2d, price-hot: 0}\nbaseline: 2h\nfault-for: 20m\nexpect: {incomplete: 0}\n',
    );
    const given = {
      file: 'obs/sandbox.yaml',
      collector: ['mine.yaml'],
      secrets: ['b'],
      requestsPerSecond: 5,
      archive: 0,
    };
    expect(request([], given)).toMatchObject({
      collector: ['mine.yaml'],
      rules: ['obs/rules/a.yml'],
      secrets: ['a', 'b'],
      headSampling: 0.1,
      seed: 3,
      production: { requestsPerSecond: 5, hotMs: 172_800_000, hotPrice: 0, archiveMs: 0 },
      expectations: { maxIncomplete: { count: 0, source: { file: 'obs/sandbox.yaml', line: 9 } } },
    });
    expect(request([], { ...given, seed: 4, headSampling: 0.5 })).toMatchObject({ seed: 4, headSampling: 0.5 });
    expect(request([], { ...given, faultFor: 60_000 }).durations).toEqual({
      beforeFaultsMs: 7_200_000,
      faultMs: 60_000,
    });
  });

  test('agents and the number of gateways come from options or sandbox.yaml; gateways without agents are refused', () => {
    files('agent.yaml', 'obs/agent.yaml');
    writeFileSync('obs/sandbox.yaml', 'agent: agent.yaml\ngateways: 3\n');
    expect(request([], { file: 'obs/sandbox.yaml' })).toMatchObject({ agent: ['obs/agent.yaml'], gateways: 3 });
    const given = { file: 'obs/sandbox.yaml', agent: ['agent.yaml'], gateways: 4 };
    expect(request([], given)).toMatchObject({ agent: ['agent.yaml'], gateways: 4 });
    expect(request([], { agent: ['agent.yaml'] })).not.toHaveProperty('gateways');
    expect(() => request([], { gateways: 2 })).toThrow('no configuration of agents');
  });

  test('a scenario of the command line wins over the traffic of the file, and a traffic over its scenarios', () => {
    files('traffic.yaml', 'other.yaml');
    writeFileSync('a.yaml', 'traffic: traffic.yaml');
    writeFileSync('b.yaml', 'scenarios: baseline');
    expect(request([], { file: 'a.yaml' })).toMatchObject({ traffic: 'traffic.yaml', scenarios: [] });
    expect(request(['error-burst'], { file: 'a.yaml' })).not.toHaveProperty('traffic');
    expect(request([], { file: 'b.yaml' })).toMatchObject({ scenarios: ['baseline'] });
    expect(request([], { file: 'b.yaml', traffic: 'other.yaml' })).toMatchObject({ scenarios: [] });
  });

  test.each<[string, string[], Partial<CheckArguments>, string]>([
    ['', ['eror-burst'], {}, 'There is no scenario "eror-burst". Did you mean error-burst?'],
    ['', ['error-burst'], { all: true }, 'Both --all and scenario names were given.'],
    ['', [], { collector: ['colector.yaml'] }, 'The file colector.yaml does not exist. Did you mean collector.yaml?'],
    ['', [], { collector: ['rules'] }, 'rules is a folder, not a file.'],
    ['', [], { rules: ['rules/*.json'] }, 'No file matches rules/*.json.'],
    ['', [], { file: 'other.yaml' }, 'Cannot read the check file other.yaml'],
    ['seed: 1\nrules: [rules/a.yml, none.yml]', [], {}, 'sandbox.yaml:2: The file none.yml does not exist.'],
    ['scenarios: [eror-burst]', [], {}, 'sandbox.yaml:1: There is no scenario "eror-burst". Did you mean error-burst?'],
  ])('%j %j %j is wrong usage: %s', (text, names, some, message) => {
    files('collector.yaml', 'rules/a.yml');
    if (text !== '') writeFileSync('sandbox.yaml', text);
    expect(() => plan(names, some)).toThrow(message);
    expect(() => plan(names, some)).toThrow(UserError);
  });
});

describe('--init', () => {
  const context = {} as Context;

  test('never takes the place of a file', async () => {
    writeFileSync('sandbox.yaml', '# mine');
    const given = options({ init: true, collector: ['c.yaml'] });
    await expect(initFile([], given, context)).rejects.toThrow('sandbox.yaml already exists.');
    expect(readFileSync('sandbox.yaml', 'utf8')).toBe('# mine');
  });

  test('needs a configuration to write it for', async () => {
    await expect(initFile([], options({ init: true }), context)).rejects.toThrow(
      'needs at least one configuration file',
    );
  });
});
