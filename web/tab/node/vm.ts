import { glue } from 'virtual:glue';

/** The only code that is compiled is Go's glue. It is part of the bundle, so that no policy has to allow evaluating text. */
export const compileFunction = (): typeof glue => glue;
