import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Failure } from '../parts/states.tsx';
import { pages } from '../pages/index.ts';
import type { Source } from '../source/source.ts';
import { Boundary } from './boundary.tsx';
import { Nav } from './nav.tsx';
import { useRoute } from './route.ts';
import { SandboxContext } from './sandbox.ts';
import { useLive } from './use-live.ts';

/** The frame around every page: navigation, the state of the sandbox, and what is wrong with the connection. */
export function App({ source }: { source: Source }): JSX.Element {
  const sandbox = useLive(source);
  const route = useRoute();
  const page = pages.find(({ path }) => path === route.page);
  useEffect(() => {
    document.title = `${page?.title ?? 'Not found'} · Sandbox`;
  }, [page]);
  return (
    <SandboxContext.Provider value={sandbox}>
      <div class="frame">
        <a class="skip" href="#main" onClick={focusMain}>
          Skip to content
        </a>
        <Nav current={route.page} />
        <main id="main" tabIndex={-1}>
          {sandbox.connection === 'lost' && (
            <div class="banner bad" role="alert">
              The sandbox does not answer; what is shown may be out of date. If it has ended, start it with{' '}
              <code>sandbox up</code>.
            </div>
          )}
          {page ? (
            <Boundary key={page.path}>
              <page.Component route={route} />
            </Boundary>
          ) : (
            <Failure error={new Error(`There is no page "${route.page}".`)} />
          )}
        </main>
      </div>
    </SandboxContext.Provider>
  );
}

/** The address after `#` is the place in the app, so the link must not change it. */
function focusMain(event: Event): void {
  event.preventDefault();
  document.getElementById('main')?.focus();
}
