/** What a person can look at to see for themselves. */
export interface Evidence {
  label: string;
  url?: string;
  text?: string;
}
