import { Box, Text, Transform } from 'ink';
import { createContext, useContext, type ReactNode } from 'react';
import pc from 'picocolors';
import type { Colors } from '../../terminal.ts';
import { fit, paint, type Line } from './line.ts';

/** Colors, set once when the screen is opened. */
export const ColorsContext = createContext<Colors>(pc.createColors(false));

export interface RowsProps {
  lines: readonly Line[];
  width: number;
  height: number;
}

/** Lines in an area of exactly this size: truncated or padded in both directions. */
export function Rows({ lines, width, height }: RowsProps): ReactNode {
  const colors = useContext(ColorsContext);
  if (width <= 0 || height <= 0) return null;
  const shown = Array.from({ length: height }, (_, row) => paint(fit(lines[row] ?? [], width), colors));
  return (
    <Box width={width} height={height} flexShrink={0}>
      <Transform transform={(_, row) => shown[row] ?? ''}>
        <Text>{blank(width, height)}</Text>
      </Transform>
    </Box>
  );
}

/**
 * Placeholder that Ink lays out instead of the rows. Ink caches every text that it measures, so that changing texts would leak
 * memory; the placeholder only depends on the size.
 */
function blank(width: number, height: number): string {
  return Array.from({ length: height }, () => ' '.repeat(width)).join('\n');
}
