import { expect, test } from 'vitest';
import { fillTemplate, scriptJson } from '../../../../../cli/reporters/html/fill-template.ts';
import type { ReportData } from '../../../../../ui/report/report-data.ts';

const data: ReportData = { startedAt: '', versions: {}, events: [], excerpts: {}, diffs: {}, help: {} };

test('nothing in a text ends the script element or begins a comment, and the text is the same when parsed', () => {
  const text = '</script><!-- <script>alert(1)</script> ]]> & "\u2028\u2029\\u003c $& {{report-data}}';
  const json = scriptJson({ [text]: text });
  expect(json).not.toMatch(/[<\u2028\u2029]/);
  expect(JSON.parse(json)).toEqual({ [text]: text });
});

test('the data takes the place of the placeholder, whatever characters are in it', () => {
  const filled = fillTemplate('<b>{{report-data}}</b>', { ...data, startedAt: "$' $& $1" });
  expect(filled).toMatch(/^<b>\{.*\}<\/b>$/);
  expect(filled).toContain(`"startedAt":"$' $& $1"`);
});

test('a template without a place for the data, or with two, is an error', () => {
  expect(() => fillTemplate('<b></b>', data)).toThrow('exactly one {{report-data}}');
  expect(() => fillTemplate('{{report-data}}{{report-data}}', data)).toThrow('exactly one {{report-data}}');
});
