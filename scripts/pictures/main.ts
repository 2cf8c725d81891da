import { drawPolyglotTrace } from './polyglot-trace.ts';
import { onSandbox } from './on-sandbox.ts';
import { drawViews } from './views.ts';

// Draws docs/pictures, one picture per view: drives the terminal UI with tmux, on the embedded runtime.
await onSandbox([], drawViews);
await onSandbox(['--services', 'all'], drawPolyglotTrace);
