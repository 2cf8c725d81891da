import type { Component } from './component.ts';
import { isLicense } from './legal-files.ts';
import { licensesIn, splitCopyright } from './license-text.ts';

/** Components under a heading. */
export interface Section {
  title: string;
  components: readonly Component[];
}

const rule = '='.repeat(80);

/** The notices as one text: the components of each section, then every license and notice once, with a number. */
export function renderNotices(intro: string, sections: readonly Section[]): string {
  const texts = new Texts();
  for (const { components } of sections) {
    for (const component of components) for (const file of component.files) texts.add(textOf(file));
  }
  const lists = sections.flatMap(({ title, components }) => [
    rule,
    title,
    rule,
    '',
    ...components.map((component) => entry(component, texts)),
  ]);
  return `${[intro.trim(), '', ...lists, ...texts.rendered()].join('\n')}\n`;
}

function entry({ name, version, license, files, author, source }: Component, texts: Texts): string {
  const copyright = [...new Set(files.filter(isLicense).flatMap(({ text }) => splitCopyright(text).copyright))];
  const numbers = [...new Set(files.map((file) => texts.numberOf(textOf(file))))];
  // A package without a license file is under the usual text of the license that it names.
  if (numbers.length === 0) numbers.push(...license.split(/ (?:AND|OR) |[()]/).flatMap((id) => texts.usual(id)));
  return [
    `${name} ${version}`,
    `  ${license}${numbers.length === 0 ? '' : `, see ${numbers.map((number) => `[${number}]`).join(' ')}`}`,
    ...(copyright.length > 0 ? copyright : author === undefined ? [] : [`by ${author}`]).map((line) => `  ${line}`),
    ...(source === undefined ? [] : [`  Source: ${source}`]),
    '',
  ].join('\n');
}

/** A license without those who hold its copyright, whom its component's entry names; other files whole. */
const textOf = (file: Component['files'][number]): string =>
  isLicense(file) ? splitCopyright(file.text).body : file.text;

/** Texts that differ in more than white space, case and punctuation, numbered in the order in which they were added. */
class Texts {
  readonly #texts = new Map<string, { number: number; text: string; uses: number }>();

  add(text: string): void {
    const key = keyOf(text);
    const known = this.#texts.get(key);
    if (known) known.uses += 1;
    else this.#texts.set(key, { number: this.#texts.size + 1, text: trimmed(text), uses: 1 });
  }

  numberOf(text: string): number {
    const known = this.#texts.get(keyOf(text));
    if (known === undefined) throw new Error('a text was asked for that was not added');
    return known.number;
  }

  /** The number of the most used text of one license, none where no component brought one. */
  usual(license: string): number[] {
    const candidates = [...this.#texts.values()].filter(({ text }) => licensesIn(text).join() === license);
    return candidates
      .sort((a, b) => b.uses - a.uses)
      .slice(0, 1)
      .map(({ number }) => number);
  }

  rendered(): string[] {
    return [...this.#texts.values()].map(({ number, text }) => `${rule}\n[${number}]\n${rule}\n\n${text}\n`);
  }
}

const keyOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
const trimmed = (text: string): string =>
  text
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^\n+|\s+$/g, '');
