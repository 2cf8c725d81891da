import stringWidth from 'string-width';

/** https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036: a terminal that knows it shows a frame whole. */
const beginFrame = '\u001b[?2026h';
const endFrame = '\u001b[?2026l';

export interface FrameWriter {
  /** Draws a frame, rows separated by line feeds: only those rows that differ from the last one, each at its place. */
  draw: (frame: string) => void;
  /** The next frame is drawn whole. */
  forget: () => void;
}

/**
 * Writes frames to a terminal. Rows are addressed absolutely, so that nothing that went wrong before moves them, and nothing ever
 * scrolls; what has not changed is not written, so that nothing flickers.
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
        // After a full row the cursor still stands on its last cell, which an erasure would take.
        const rest = stringWidth(line) < columns ? '\u001b[K' : '';
        parts.push(`\u001b[${row + 1};1H${line}${rest}`);
      }
      shown = lines;
      if (parts.length > 0) write(beginFrame + parts.join('') + endFrame);
    },
    forget: () => (shown = []),
  };
}
