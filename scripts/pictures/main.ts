import { drawPolyglotTrace } from './polyglot-trace.ts';
import { onSandbox } from './on-sandbox.ts';
import { drawViews } from './views.ts';
import { drawReport, drawWorkbench } from './workbench.ts';

// Draws docs/pictures, one picture per view, on the embedded runtime: drives the terminal UI with tmux, and the web UI with
// Chromium. With `terminal` or `web` only one of the two.
const only = process.argv[2];
if (only !== 'web') {
  await onSandbox([], drawViews);
  await onSandbox(['--services', 'all'], drawPolyglotTrace);
}
if (only !== 'terminal') {
  await drawWorkbench();
  await drawReport();
}
