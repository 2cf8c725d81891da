import { describe, expect, test } from 'vitest';
import { inCollector, type Proposal, type ProposedFinding } from '../../../../check/fixes/proposal.ts';
import { type Trial, verifyFixes, withoutVerification } from '../../../../check/fixes/verify-fixes.ts';
import { UserError } from '../../../../lib/errors.ts';
import { account, observed } from '../findings/example-inputs.ts';

const text = 'a: 0 # first\nb: 0\nc: 0\n';
const files = ['collector.yaml'];

function finding(key: string, more: Partial<Proposal> = {}): ProposedFinding {
  const changes = [inCollector({ files }, { op: 'set', path: [key], value: 1 })];
  return {
    ...{ kind: 'traces-lost', severity: 'error', subject: key, message: `${key} is wrong`, hint: `Set ${key} to 1.` },
    evidence: [],
    proposal: { changes, length: 'short', ...more },
  };
}

interface Tried {
  findings: Awaited<ReturnType<typeof verifyFixes>>;
  /** What was tried, with its length. */
  trials: string[];
}

/** Verifies the changes of findings where `remaining` are found with these texts. */
async function verify(
  findings: ProposedFinding[],
  remaining: (text: string) => readonly ProposedFinding[],
  kept: (text: string) => number = () => 0,
): Promise<Tried> {
  const trials: string[] = [];
  const observe = (seen: string): Trial['observations'] => observed([account('error', 100, kept(seen))]);
  const verified = await verifyFixes(findings, {
    observations: observe(text),
    readFile: () => text,
    tryTexts: (texts, length) => {
      const tried = texts.get('collector.yaml') ?? '';
      trials.push(`${tried.replaceAll('\n', ' ').trim()} ${length}`);
      return Promise.resolve().then(() => ({ findings: remaining(tried), observations: observe(tried) }));
    },
  });
  return { findings: verified, trials };
}

const lost: Proposal['outcome'] = ({ classes: [error] }) => ({
  left: 100 - (error?.kept ?? 0),
  text: `${error?.kept ?? 0} of 100 traces of class error kept`,
});
const fixOf = ({ findings }: Tried): unknown[] => findings.map(({ hint, fix }) => [hint, fix !== undefined]);

describe('changes are tried together', () => {
  test('and those with which the findings are gone are verified, by one simulation as long as one needs', async () => {
    const tried = await verify(
      [finding('a'), finding('b', { length: 'whole', outcome: lost })],
      () => [],
      () => 100,
    );
    expect(tried.trials).toEqual(['a: 1 # first b: 1 c: 0 whole']);
    expect(fixOf(tried)).toEqual([
      ['Set a to 1 (verified: with it, the finding is gone).', true],
      ['Set b to 1 (verified: 100 of 100 traces of class error kept).', true],
    ]);
    expect(tried.findings[0]?.fix?.edits).toEqual([{ file: 'collector.yaml', op: 'set', path: ['a'], value: 1 }]);
    expect(tried.findings.some((one) => 'proposal' in one)).toBe(false);
  });

  test('again without those that do not help, which are neither printed nor fixed', async () => {
    const b = finding('b', { otherwise: 'Look at b.' });
    const tried = await verify([finding('a'), b, finding('c')], () => [b]);
    expect(tried.trials).toEqual(['a: 1 # first b: 1 c: 1 short', 'a: 1 # first b: 0 c: 1 short']);
    expect(fixOf(tried)).toEqual([
      ['Set a to 1 (verified: with it, the finding is gone).', true],
      ['Look at b.', false],
      ['Set c to 1 (verified: with it, the finding is gone).', true],
    ]);
  });

  test('in halves where one is rejected', async () => {
    const tried = await verify([finding('a'), finding('b')], (changed) => {
      if (changed.includes('b: 1')) throw new UserError('unknown setting b', { code: 'bad', exitCode: 2 });
      return [finding('b')];
    });
    expect(fixOf(tried)).toEqual([
      ['Set a to 1 (verified: with it, the finding is gone).', true],
      [undefined, false],
    ]);
    expect(tried.trials).toHaveLength(3);
  });

  test('and none of those that cause another error is verified', async () => {
    const other = { ...finding('x'), kind: 'trace-incomplete' };
    expect(fixOf(await verify([finding('a')], () => [other]))).toEqual([[undefined, false]]);
    // The problem may have hidden the other one.
    expect(fixOf(await verify([finding('a', { hides: ['trace-incomplete'] })], () => [other]))[0]).toContain(true);
  });
});

test('a change that helps but does not suffice is printed with its result, and not fixed', async () => {
  const a = finding('a', { outcome: lost });
  const helps = await verify(
    [a],
    () => [a],
    (seen) => (seen.includes('a: 1') ? 90 : 0),
  );
  expect(fixOf(helps)).toEqual([['Set a to 1 (tried: 90 of 100 traces of class error kept).', false]]);
  const hardly = await verify(
    [a],
    () => [a],
    (seen) => (seen.includes('a: 1') ? 10 : 0),
  );
  expect(fixOf(hardly)).toEqual([[undefined, false]]);
});

test('what was evaluated on the recorded series needs no simulation', async () => {
  const tried = await verify([finding('a', { verified: 'fires after 2m' })], () => []);
  expect(tried.trials).toEqual([]);
  expect(fixOf(tried)).toEqual([['Set a to 1 (verified: fires after 2m).', true]]);
});

test('a hint without a change stays as it is, and a change that fits no file is not printed', async () => {
  const advice = finding('a', { changes: [] });
  const nowhere = finding('b', { changes: [inCollector({ files }, { op: 'remove', path: ['d'] })] });
  const tried = await verify([advice, nowhere], () => []);
  expect(tried.trials).toEqual([]);
  expect(fixOf(tried)).toEqual([
    ['Set a to 1.', false],
    [undefined, false],
  ]);
});

test('an error that is not one of the user is not hidden', async () => {
  const broken = verify([finding('a')], () => {
    throw new Error('broken');
  });
  await expect(broken).rejects.toThrow('broken');
});

test('without verification the hints say so', () => {
  const found = withoutVerification([finding('a'), finding('b', { changes: [] })]);
  expect(found.map(({ hint }) => hint)).toEqual(['Set a to 1 (not verified).', 'Set b to 1.']);
});
