/** The values of a variable in an address: several are separated by commas. */
export function chosenIn(params: URLSearchParams, name: string): readonly string[] | undefined {
  const value = params.get(`var-${name}`);
  return value === null || value === '' ? undefined : value.split(',');
}
