import { existsSync, readFileSync } from 'node:fs';
import type { GoProgram } from './programs.ts';

/** A built program as npm has it, in a package of its own. Sources and toolchain give the same bytes on any machine. */
export interface PublishedProgram {
  /** The hash of its sources. */
  sources: string;
  go: string;
  /** The SHA-256 of each file. */
  files: Readonly<Record<string, string>>;
}

/** The published build of a program; undefined where there is none, or none of these sources. */
export function readPublished({ name, publishedFile }: GoProgram, sources: string): PublishedProgram | undefined {
  if (!existsSync(publishedFile)) return undefined;
  const programs = JSON.parse(readFileSync(publishedFile, 'utf8')) as Record<string, PublishedProgram>;
  const published = programs[name];
  return published?.sources === sources ? published : undefined;
}

/** Its package: a version for each state of the sources. */
export const publishedPackage = (
  { name }: Pick<GoProgram, 'name'>,
  sources: string,
): { name: string; version: string } => ({ name: `otel-sandbox-${name}`, version: `0.0.0-sha256-${sources}` });
