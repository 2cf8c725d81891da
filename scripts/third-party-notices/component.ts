/** A third-party package or module, with the files of its source that state its license. */
export interface Component {
  name: string;
  version: string;
  /** An SPDX expression. */
  license: string;
  files: readonly LegalFile[];
  /** Who wrote it, where no file says so. */
  author?: string;
  /** Where its source is, for licenses that require a pointer. */
  source?: string;
}

export interface LegalFile {
  /** Relative to the component's folder. */
  path: string;
  text: string;
}
