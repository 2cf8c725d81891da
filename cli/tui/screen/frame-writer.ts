import stringWidth from 'string-width';

/** https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036: supporting terminals draw the frame at once. */
const beginFrame = '\u001b[?2026h';
const endFrame = '\u001b[?2026l';

export interface FrameWriter {
  /** Draws a frame, with rows separated by line feeds. Writes only the rows that changed. */
  draw: (frame: string) => void;
  /** Makes the next frame redraw all rows. */
  forget: () => void;
}

/**
 * Writes frames to a terminal. Rows have absolute positions, so that stray output does not move or scroll them. Unchanged rows
 * are not written, which avoids flicker.
 */
export function frameWriter(write: (text: string) => void, size: () => { columns: number; rows: number }): FrameWriter {
  let shown: readonly string[] = [];
  return {
    draw(frame) {
      const { columns, rows } = size();
      const lines = frame.split('\n').slice(0, Math.max(0, rows - 1));
      const parts: string[] = [];
      for (let row = 0; row < Math.max(lines.length, shown.length); row += 1) {
        const line = lines[row] ?? '';
        if (line === shown[row]) continue;
        // After a full row the cursor is still on the last cell, and erasing would clear it.
        const rest = stringWidth(line) < columns ? '\u001b[K' : '';
        parts.push(`\u001b[${row + 1};1H${line}${rest}`);
      }
      shown = lines;
      if (parts.length > 0) write(beginFrame + parts.join('') + endFrame);
    },
    forget: () => (shown = []),
  };
}
