import type { ComponentType } from 'preact';
import type { Route } from '../app/address.ts';

export interface PageProps {
  route: Route;
}

/** One page of the web UI. */
export interface Page {
  /** After `#/` in its address; empty for the first page. */
  path: string;
  title: string;
  Component: ComponentType<PageProps>;
}
