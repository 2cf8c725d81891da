import type { JSX } from 'preact';
import { formatCount } from '../../lib/format/number.ts';
import { formatPercent } from '../../lib/format/percent.ts';
import { right } from '../../lib/format/table-column.ts';
import { Meter } from './meter.tsx';
import { TableHead } from './table-head.tsx';

/** Traces that a policy of the tail sampler sampled. */
export interface PolicyRow {
  name: string;
  /** What it samples, in words. */
  rule: string | undefined;
  count: number;
  /** Of how many traces. */
  of: number;
}

interface PolicyTableProps {
  rows: readonly PolicyRow[];
  /** The rules as a column of their own on wide screens; otherwise they are shown on hovering. */
  hasRules?: boolean;
  /** A last row for traces that no policy sampled. */
  dropped?: Pick<PolicyRow, 'count' | 'of'>;
}

/** What each policy of the tail sampler sampled, with its share. */
export function PolicyTable({ rows, hasRules = false, dropped }: PolicyTableProps): JSX.Element {
  return (
    <table>
      <TableHead
        columns={[
          'Policy',
          ...(hasRules ? [{ heading: 'Rule', isWideOnly: true }] : []),
          right('Sampled'),
          right('Share'),
          { heading: 'Share as a bar', isHidden: true },
        ]}
      />
      <tbody>
        {rows.map(({ name, rule, ...counts }) => (
          <tr key={name}>
            <td title={hasRules ? undefined : rule}>{name}</td>
            {hasRules && <td class="wide-only muted">{rule}</td>}
            <Counts {...counts} />
          </tr>
        ))}
        {dropped && (
          <tr>
            <td class="muted">dropped</td>
            <Counts {...dropped} isQuiet />
          </tr>
        )}
      </tbody>
    </table>
  );
}

function Counts({ count, of, isQuiet = false }: Pick<PolicyRow, 'count' | 'of'> & { isQuiet?: boolean }): JSX.Element {
  return (
    <>
      <td class="num">{formatCount(count)}</td>
      <td class="num">{formatPercent(count / of)}</td>
      <td>
        <Meter share={of === 0 ? 0 : count / of} isQuiet={isQuiet} />
      </td>
    </>
  );
}
