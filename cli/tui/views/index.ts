import type { View } from '../view.ts';

/** Every view, in the order of their keys. */
export const views: readonly View[] = [];
