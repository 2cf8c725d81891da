import type { JSX } from 'preact';
import { serviceColor } from './service-color.ts';

/** A service with its color, the same in every view. */
export function ServiceName({ name }: { name: string }): JSX.Element {
  return (
    <span class="service">
      <span class="swatch" style={{ background: serviceColor(name) }} aria-hidden="true" />
      {name === '' ? 'unknown' : name}
    </span>
  );
}
