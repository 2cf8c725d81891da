/**
 * Writes dist/go-image, from which Docker builds the image of the Go services: one binary for each architecture, with
 * the commands `shipping`, `legacy` and `health`. `npm pack` runs it, so that the published package needs no Go.
 */
import { compileGoServices } from '../stack/images/services/go-image.ts';

await compileGoServices();
