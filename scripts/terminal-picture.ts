import { text } from 'node:stream/consumers';
import { drawTerminal } from './pictures/draw-terminal.ts';

// Draws what a command wrote to a terminal as an SVG: FORCE_COLOR=1 sandbox run error-burst | node dist/scripts/terminal-picture.js
process.stdout.write(drawTerminal(await text(process.stdin), Number(process.argv[2] ?? 132)));
