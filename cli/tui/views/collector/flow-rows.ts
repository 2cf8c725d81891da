import { formatRate, formatShortCount } from '../../../../lib/format/number.ts';
import { formatPercent } from '../../../../lib/format/percent.ts';
import { bar } from '../../widgets/charts.ts';
import { pad, type Line, type Span } from '../../widgets/line.ts';
import type { Tone } from '../../widgets/theme.ts';
import type { Flow } from '../../../../ui/collector/flow.ts';
import type { Counted } from '../../../../ui/collector/readings.ts';

/** Builds the rows of the pipelines with aligned columns. */
export class FlowRows {
  readonly #width: number;
  readonly #name: number;
  readonly #rate: number;
  readonly #total: number;

  constructor(width: number) {
    const wide = width >= 100;
    this.#width = width;
    this.#name = wide ? 24 : 19;
    this.#rate = wide ? 11 : 10;
    this.#total = wide ? 12 : 11;
  }

  heading(): Line {
    const text = `${pad('', this.#name)}${pad('per second', this.#rate, 'right')}${pad('total', this.#total, 'right')}`;
    return [{ text, tone: 'quiet' }];
  }

  /** A step of the pipeline: count and unit. */
  station(name: string, counted: Counted, unit: string, ...rest: Span[]): Line {
    return [{ text: pad(name, this.#name), strong: true }, this.#numbers(counted), ` ${unit}`, ...rest];
  }

  /** A count that should be zero; highlighted if it is not. */
  loss(name: string, counted: Counted, why: string): Line {
    const bad = counted.total > 0;
    const tone: Tone = bad ? 'bad' : 'quiet';
    const text = bad ? ` ✗ ${why}` : ' ✓ none';
    return [
      { text: pad(name, this.#name), tone },
      { ...this.#numbers(counted), tone },
      { text, tone },
    ];
  }

  /** A share of all decisions. */
  share(name: string, counted: Counted, { sampler: { kept, dropped } }: Flow, tone: Tone): Line {
    const share = counted.total / (kept + dropped);
    return [
      { text: pad(name, this.#name), tone },
      this.#numbers(counted),
      ` ${pad(formatPercent(share), 7, 'right')} `,
      { text: bar(share, 12), tone },
    ];
  }

  queue({ size, capacity }: { size: number; capacity: number }, unit: string): Line {
    const share = capacity > 0 ? size / capacity : 0;
    const { word, tone } = fullness(share);
    const numbers = pad(
      `${formatShortCount(size)} of ${formatShortCount(capacity)}`,
      this.#rate + this.#total,
      'right',
    );
    const cells = Math.max(6, Math.min(24, this.#width - this.#name - this.#rate - this.#total - unit.length - 17));
    return [{ text: `${pad('  └ queued', this.#name)}${numbers} ${unit} ${bar(share, cells)} ${word}`, tone }];
  }

  #numbers({ perSecond: rate, total }: Counted): Span {
    return {
      text: `${pad(formatRate(rate), this.#rate, 'right')}${pad(formatShortCount(total), this.#total, 'right')}`,
    };
  }
}

/** The state of a queue by its utilization. */
function fullness(share: number): { word: string; tone: Tone } {
  if (share >= 0.8) return { word: '✗ nearly full', tone: 'bad' };
  return share >= 0.2 ? { word: '! filling', tone: 'warn' } : { word: '✓ ok', tone: 'quiet' };
}
