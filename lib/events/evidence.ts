/** Something that the user can look at to verify a result. */
export interface Evidence {
  label: string;
  url?: string;
  text?: string;
}
