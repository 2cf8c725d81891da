import { reportDataPlaceholder } from '../../../ui/report/placeholder.ts';
import type { ReportData } from '../../../ui/report/report-data.ts';

/** The built page with the data of a report in it. @throws Error if the template has no place for them */
export function fillTemplate(template: string, data: ReportData): string {
  const [before, after, ...more] = template.split(reportDataPlaceholder);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`the template of the report does not have exactly one ${reportDataPlaceholder}`);
  }
  return before + scriptJson(data) + after;
}

/**
 * JSON for a script element, which ends at `</script` and begins a comment at `<!--` whatever the text around them is. The
 * line separators are line breaks for older parsers of JavaScript.
 */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[<\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
