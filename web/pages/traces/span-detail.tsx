import { type ComponentChildren, Fragment, type JSX } from 'preact';
import type { SpanRow } from '../../../ui/traces/waterfall.ts';
import { Panel } from '../../parts/panel.tsx';
import { ServiceName } from '../../parts/service-name.tsx';

/** Everything that a span has: attributes, events, links, scope and resource. */
export function SpanDetail({ span }: { span: SpanRow }): JSX.Element {
  return (
    <Panel title={span.name} note={<ServiceName name={span.service} />} isFlush>
      <div class="details">
        {span.details
          .filter(({ entries, title }) => entries.length > 0 || title.startsWith('event'))
          .map(({ title, entries }, index) => (
            <details key={`${title} ${index}`} open={title !== 'resource'}>
              <summary>{title}</summary>
              <dl>
                {entries.map(([name, value]) => (
                  <div key={name}>
                    <dt>{breakable(name)}</dt>
                    <dd>{value}</dd>
                  </div>
                ))}
              </dl>
            </details>
          ))}
      </div>
    </Panel>
  );
}

/** A name that may be broken after each dot, and not in the middle of a word. */
function breakable(name: string): ComponentChildren {
  return name.split(/(?<=[._])/).map((part, index) => (
    <Fragment key={index}>
      {part}
      <wbr />
    </Fragment>
  ));
}
