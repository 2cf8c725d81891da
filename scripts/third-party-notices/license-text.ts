/** Phrases by which a license is recognized, and its SPDX identifier. */
const phrases: readonly (readonly [string, RegExp])[] = [
  ['Apache-2.0', /Apache License,? Version 2\.0/i],
  ['MPL-2.0', /Mozilla Public License,? Version 2\.0/i],
  ['BSD-3-Clause', /Redistribution and use in source and binary forms.*Neither the name/i],
  ['BSD-2-Clause', /Redistribution and use in source and binary forms(?!.*Neither the name)/i],
  ['MIT', /Permission is hereby granted, free of charge/i],
  ['ISC', /Permission to use, copy, modify, and(?:\/or)? distribute this software/i],
  ['Unlicense', /This is free and unencumbered software released into the public domain/i],
];

/** The SPDX identifiers of the licenses that a text contains, sorted. */
export function licensesIn(text: string): string[] {
  const line = text.replace(/\s+/g, ' ');
  return phrases
    .filter(([, phrase]) => phrase.test(line))
    .map(([name]) => name)
    .sort();
}

const copyright = /^[\s*#/"]*(?:portions\s+)?(?:copyright:?\s+(?:\(c\)|©|[[{]?(?:\d{4}|yyyy))|(?:\(c\)|©)\s*\d{4})/i;
const placeholder = /yyyy/;

/**
 * Takes the lines that name copyright holders out of a license, so that the same license of two authors is one text.
 * The unfilled line of Apache's template is dropped. A file with several licenses stays whole: there each line belongs
 * to one of them.
 */
export function splitCopyright(text: string): { copyright: string[]; body: string } {
  if (licensesIn(text).length > 1) return { copyright: [], body: text };
  const lines = text.replaceAll('\r\n', '\n').split('\n');
  return {
    copyright: lines.filter((line) => copyright.test(line) && !placeholder.test(line)).map((line) => line.trim()),
    body: lines.filter((line) => !copyright.test(line)).join('\n'),
  };
}
