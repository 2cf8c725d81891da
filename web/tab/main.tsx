import { render } from 'preact';
import { example } from 'virtual:example';
import { App } from './app.tsx';
import { CheckClient } from './check-client.ts';
import { filesIn } from './share.ts';

// The names of the other files have hashes of their contents; the page has them.
const { worker = '', engine = '' } = document.documentElement.dataset;
const root = document.getElementById('app');
const shared = await filesIn(location.hash);
if (shared) history.replaceState(null, '', location.pathname);
const engineUrl = new URL(engine, document.baseURI).href;
if (root)
  render(<App client={new CheckClient(worker)} engineUrl={engineUrl} example={example} shared={shared} />, root);
