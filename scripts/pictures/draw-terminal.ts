import stringWidth from 'string-width';

const background = '#0d1117';
const foreground = '#e6edf3';
const colors: Record<string, string> = {
  '31': '#ff7b72',
  '32': '#7ee787',
  '33': '#e3b341',
  '34': '#79c0ff',
  '35': '#d2a8ff',
  '36': '#76e3ea',
  '90': '#8b949e',
};
const cell = { width: 7.8, height: 18 };
const margin = 16;

interface Style {
  fill?: string;
  bold?: boolean;
  dim?: boolean;
  inverse?: boolean;
}

interface Piece {
  text: string;
  /** In cells. */
  column: number;
  width: number;
  style: Style;
}

/** Draws what a terminal shows as an SVG of so many columns: text with select-graphic-rendition sequences, as `tmux capture-pane -e` gives it. */
export function drawTerminal(screen: string, columns: number): string {
  const lines = screen.trimEnd().split('\n');
  const width = Math.ceil(columns * cell.width + 2 * margin);
  const height = lines.length * cell.height + 2 * margin;
  const font = `font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13"`;
  let style: Style = {};
  const rows = lines.map((line, row) => {
    // A terminal's style goes on over the end of a line.
    const { pieces, after } = piecesOf(line, style, columns);
    style = after;
    return pieces.map((piece) => drawPiece(piece, row)).join('');
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<rect width="100%" height="100%" rx="8" fill="${background}"/>`,
    `<g ${font} fill="${foreground}">`,
    ...rows.filter((row) => row !== ''),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** Each piece has its own column and is scaled to its cells, so that columns stay columns in every font. */
function drawPiece({ text, column, width, style }: Piece, row: number): string {
  if (text.trim() === '' && !style.inverse) return '';
  const x = margin + column * cell.width;
  const y = margin + row * cell.height;
  const fill = style.fill ?? foreground;
  const shade = style.inverse
    ? `<rect x="${round(x)}" y="${y}" width="${round(width * cell.width)}" height="${cell.height}" fill="${fill}"/>`
    : '';
  const attributes = [
    `x="${round(x)}" y="${y + 0.75 * cell.height}" textLength="${round(width * cell.width)}" xml:space="preserve"`,
    style.inverse ? `fill="${background}"` : style.fill ? `fill="${fill}"` : '',
    style.bold ? 'font-weight="bold"' : '',
    style.dim ? 'opacity="0.65"' : '',
  ];
  return `${shade}<text ${attributes.filter(Boolean).join(' ')}>${escape(text)}</text>`;
}

function piecesOf(line: string, before: Style, columns: number): { pieces: Piece[]; after: Style } {
  const pieces: Piece[] = [];
  let style = before;
  let column = 0;
  // Split at the sequences; every second part is the codes of one.
  // eslint-disable-next-line no-control-regex
  for (const [index, part] of line.split(/\u001b\[([\d;]*)m/).entries()) {
    if (index % 2 === 1) {
      style = applyCodes(style, part);
      continue;
    }
    const room = columns - column;
    const text = stringWidth(part) > room ? `${part.slice(0, Math.max(0, room - 1))}…` : part;
    if (text === '' || room <= 0) continue;
    const width = stringWidth(text);
    pieces.push({ text, column, width, style });
    column += width;
  }
  return { pieces, after: style };
}

function applyCodes(style: Style, codes: string): Style {
  let next = { ...style };
  for (const code of codes.split(';')) {
    if (code === '' || code === '0') next = {};
    else if (code === '1') next.bold = true;
    else if (code === '2') next.dim = true;
    else if (code === '7') next.inverse = true;
    else if (code === '22') {
      delete next.bold;
      delete next.dim;
    } else if (code === '27') delete next.inverse;
    else if (code === '39') delete next.fill;
    else if (colors[code] !== undefined) next.fill = colors[code];
  }
  return next;
}

const round = (value: number): number => Math.round(value * 10) / 10;

function escape(raw: string): string {
  return raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
