import { text } from 'node:stream/consumers';

// Draws what a command wrote to a terminal as an SVG: FORCE_COLOR=1 sandbox run error-burst | node dist/scripts/terminal-picture.js
const colours: Record<string, string> = {
  '31': '#ff7b72',
  '32': '#7ee787',
  '33': '#e3b341',
  '34': '#79c0ff',
  '35': '#d2a8ff',
  '36': '#76e3ea',
  '90': '#8b949e',
};
const columns = Number(process.argv[2] ?? 132);
const cell = { width: 7.8, height: 18 };
const margin = 16;

interface Style {
  fill?: string;
  bold?: boolean;
  dim?: boolean;
}

function escape(raw: string): string {
  return raw.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function applyCodes(style: Style, codes: string): Style {
  let next = { ...style };
  for (const code of codes.split(';')) {
    if (code === '' || code === '0') next = {};
    else if (code === '1') next.bold = true;
    else if (code === '2') next.dim = true;
    else if (code === '22') next = next.fill === undefined ? {} : { fill: next.fill };
    else if (code === '39') delete next.fill;
    else if (colours[code] !== undefined) next.fill = colours[code];
  }
  return next;
}

/** One line as spans of one style each, cut at the width of the picture. */
function drawLine(line: string): string {
  let style: Style = {};
  let room = columns;
  let drawn = '';
  // Split at select-graphic-rendition sequences; every second part is the codes of one.
  // eslint-disable-next-line no-control-regex
  for (const [index, part] of line.split(/\u001b\[([\d;]*)m/).entries()) {
    if (index % 2 === 1) style = applyCodes(style, part);
    else if (part !== '' && room > 0) {
      const shown = part.length > room ? `${part.slice(0, room - 1)}…` : part;
      room -= shown.length;
      const fill = style.fill === undefined ? '' : ` fill="${style.fill}"`;
      const weight = style.bold ? ' font-weight="bold"' : '';
      const opacity = style.dim ? ' opacity="0.65"' : '';
      drawn += `<tspan${fill}${weight}${opacity}>${escape(shown)}</tspan>`;
    }
  }
  return drawn;
}

const lines = (await text(process.stdin)).trimEnd().split('\n');
const width = Math.ceil(columns * cell.width + 2 * margin);
const height = lines.length * cell.height + 2 * margin;
const rows = lines.map(
  (line, row) =>
    `<text x="${margin}" y="${margin + (row + 0.75) * cell.height}" xml:space="preserve">${drawLine(line)}</text>`,
);
process.stdout.write(
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13" fill="#e6edf3">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n'),
);
