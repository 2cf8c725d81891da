import type { View } from '../view.ts';
import { homeView } from './home/home-view.tsx';

/** Every view, in the order of their keys. */
export const views: readonly View[] = [homeView];
