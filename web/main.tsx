import { render } from 'preact';
import { App } from './app/app.tsx';
import { takeToken } from './app/route.ts';
import { liveSource } from './source/live-source.ts';

takeToken();
const root = document.getElementById('app');
if (root) render(<App source={liveSource()} />, root);
