import type { JSX } from 'preact';
import { describeSource, type SourceLine } from '../../lib/events/source-line.ts';
import type { Excerpt } from '../../ui/report/report-data.ts';
import { linesAround } from '../../ui/report/lines-around.ts';

/** Lines of the user's file, with the one that a finding is about marked. Nothing where the text is not in the report. */
export function SourceExcerpt({
  source,
  excerpts,
}: {
  source: SourceLine;
  excerpts: readonly Excerpt[];
}): JSX.Element | null {
  const lines = linesAround(excerpts, source.line);
  if (lines.length === 0) return null;
  return (
    <pre class="source" role="group" aria-label={`Lines around ${describeSource(source)}`}>
      {lines.map(({ number, text }) => {
        const isMarked = number === source.line;
        const Line = isMarked ? 'mark' : 'span';
        return (
          <Line key={number} class="line">
            <span class="line-number">
              {isMarked ? '▸ ' : ''}
              {number}
            </span>
            <code>{text === '' ? '\n' : text}</code>
          </Line>
        );
      })}
    </pre>
  );
}
