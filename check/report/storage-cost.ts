import { dayMs } from '../../lib/duration/parse-duration.ts';
import type { VolumeEvent } from '../../lib/events/run-event.ts';
import { type Production, storageDefaults } from './production.ts';

const gigabyte = 1e9;

/** How much of each signal is kept at the same time, and what that costs per month: all exporters of a signal together. */
export function storageCost(
  signals: readonly Pick<VolumeEvent['signals'][number], 'signal' | 'exporters'>[],
  production: Production,
): NonNullable<VolumeEvent['cost']> {
  const { hotMs, archiveMs, hotPrice, archivePrice } = { ...storageDefaults, ...production };
  return {
    ...{ hotMs, archiveMs, hotPrice, archivePrice },
    signals: signals.map(({ signal, exporters }) => {
      const perDay = Object.values(exporters).reduce((sum, bytes) => sum + bytes, 0);
      const hotBytes = Math.round(perDay * (hotMs / dayMs));
      const archiveBytes = Math.round(perDay * (archiveMs / dayMs));
      const perMonth = (hotBytes * hotPrice + archiveBytes * archivePrice) / gigabyte;
      return { signal, hotBytes, archiveBytes, perMonth };
    }),
  };
}
