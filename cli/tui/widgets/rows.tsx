import { Box, Text, Transform } from 'ink';
import { createContext, useContext, type ReactNode } from 'react';
import pc from 'picocolors';
import type { Colors } from '../../terminal.ts';
import { fit, paint, type Line } from './line.ts';

/** With or without colour: decided once, where the screen is opened. */
export const ColorsContext = createContext<Colors>(pc.createColors(false));

export interface RowsProps {
  lines: readonly Line[];
  width: number;
  height: number;
}

/** Lines in an area of exactly this size: too long ones are cut, too many are left out, missing ones are blank. */
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
 * What Ink lays out in place of the rows, which are put there when it has. It keeps every text that it ever measured, so that what is
 * different in each frame would fill the memory; blanks are the same as long as the area is.
 */
function blank(width: number, height: number): string {
  return Array.from({ length: height }, () => ' '.repeat(width)).join('\n');
}
