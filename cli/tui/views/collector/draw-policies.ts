import { formatShortCount } from '../../../../lib/format/number.ts';
import { formatPercent } from '../../../../lib/format/percent.ts';
import { bar } from '../../widgets/charts.ts';
import { pad, wrap, type Line } from '../../widgets/line.ts';
import { insideOf, paneLines } from '../../widgets/pane.tsx';
import type { KnownPolicies } from '../signals/policies.ts';
import type { Flow } from '../../../../ui/collector/flow.ts';

/** Each policy with its sampled traces and its rule, in the order of the configuration. */
export function drawPolicies(flow: Flow | undefined, known: KnownPolicies, width: number, height: number): Line[] {
  const inside = insideOf(width, height);
  const counted = flow?.sampler.policies ?? [];
  const names = [...new Set([...known.policies.map(({ name }) => name), ...counted.map(({ name }) => name)])];
  const lines = names.flatMap((name): Line[] => {
    const { votes = 0, asked = 0 } = counted.find((one) => one.name === name) ?? {};
    const rule = known.policies.find((one) => one.name === name)?.rule ?? 'is not in the configuration file';
    return [
      [
        { text: pad(name, 20), strong: true, tone: 'accent' },
        `${pad(formatShortCount(votes), 9, 'right')} ` +
          `${pad(asked === 0 ? '-' : formatPercent(votes / asked), 8, 'right')} `,
        { text: bar(asked === 0 ? 0 : votes / asked, Math.min(24, Math.max(0, inside.width - 40))), tone: 'accent' },
      ],
      ...wrap(rule, Math.max(1, inside.width - 2)).map((line): Line => [{ text: `  ${line}`, tone: 'quiet' }]),
      [],
    ];
  });
  const intro: Line[] = [
    ...wrap(
      'A trace is kept if at least one policy samples it. Several policies can sample the same trace.',
      inside.width,
    ).map((line): Line => [{ text: line, tone: 'quiet' }]),
    [],
  ];
  const empty: Line[] = [[{ text: 'No policy has sampled a trace yet.', tone: 'quiet' }]];
  const source = known.running || known.policies.length === 0 ? '' : 'rules from stack/config';
  const shown = names.length === 0 ? empty : [...intro, ...lines];
  return paneLines({ title: 'Traces sampled by each policy', note: source, lines: shown, width, height });
}
