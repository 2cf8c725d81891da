/** Where the built page of the report gets its data. */
export const reportDataPlaceholder = '{{report-data}}';
