import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { Colors } from '../../terminal.ts';
import { paneOf } from '../state/slices.ts';
import { isTooSmall, leastSize, viewArea, type UiState } from '../state/ui-state.ts';
import type { View, ViewProps } from '../view.ts';
import type { Line } from '../widgets/line.ts';
import { ColorsContext, Rows } from '../widgets/rows.tsx';
import { Boundary } from './boundary.tsx';
import { footerLines, promptLine } from './footer.ts';
import { headerLines } from './header.ts';
import { helpLines, messageLines } from './overlays.ts';

export interface AppProps {
  views: readonly View[];
  state: UiState;
  colors: Colors;
  onError: (error: unknown) => void;
}

/** Renders the whole state. One row lower than the terminal, because a full frame would scroll. */
export function App({ views, state, colors, onError }: AppProps): ReactNode {
  const { columns, rows } = state;
  const view = views.find(({ id }) => id === state.view);
  if (isTooSmall(state)) {
    return <Rows lines={tooSmall(state)} width={columns} height={Math.max(0, rows - 1)} />;
  }
  return (
    <ColorsContext value={colors}>
      <Box flexDirection="column" width={columns} height={rows - 1}>
        <Rows lines={headerLines(views, state.view, state.shared)} width={columns} height={2} />
        <Body views={views} view={view} state={state} onError={onError} />
        <Rows lines={footerLines(views, view, state, columns)} width={columns} height={2} />
      </Box>
    </ColorsContext>
  );
}

interface BodyProps extends Omit<AppProps, 'colors'> {
  view: View | undefined;
}

function Body({ views, view, state, onError }: BodyProps): ReactNode {
  const area = viewArea(state);
  const { overlay, slices, shared } = state;
  if (overlay?.type === 'help') return <Rows lines={helpLines(views, view, overlay.scroll, area)} {...area} />;
  if (overlay?.type === 'messages') return <Rows lines={messageLines(state, overlay.scroll, area)} {...area} />;
  if (!view) return <Rows lines={[]} {...area} />;
  const { id, title } = view;
  return (
    <Boundary key={id} title={title} onError={onError} {...area}>
      <Shown view={view} slice={slices[id]} shared={shared} pane={paneOf(state, view)} {...area} />
    </Boundary>
  );
}

/** A separate component inside the boundary, so that errors of the view are caught there. */
function Shown({ view, ...props }: ViewProps<unknown> & { view: View }): ReactNode {
  return view.Component(props);
}

function tooSmall(state: UiState): Line[] {
  const { columns, rows } = state;
  const prompt = promptLine(state, undefined);
  return [
    [`This terminal is too small: ${columns}x${rows}.`],
    [`At least ${leastSize.columns}x${leastSize.rows} is needed. Enlarge it, or press q to quit.`],
    ...(prompt.length > 0 ? [prompt] : []),
  ];
}
