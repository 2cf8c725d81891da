export interface Product {
  id: number;
  name: string;
  category: string;
  priceCents: number;
}

/** What the shop sells; ids are 1 to 20. */
export const catalog: readonly Product[] = [
  ['Espresso cup', 'kitchen', 9_50],
  ['Teapot', 'kitchen', 34_00],
  ['Chef knife', 'kitchen', 79_90],
  ['Cutting board', 'kitchen', 24_50],
  ['Cast-iron pan', 'kitchen', 59_00],
  ['Desk lamp', 'office', 45_00],
  ['Fountain pen', 'office', 28_00],
  ['Notebook', 'office', 6_90],
  ['Keyboard', 'office', 119_00],
  ['Monitor stand', 'office', 65_00],
  ['Rain jacket', 'outdoor', 139_00],
  ['Head torch', 'outdoor', 39_90],
  ['Water bottle', 'outdoor', 19_50],
  ['Two-person tent', 'outdoor', 249_00],
  ['Sleeping bag', 'outdoor', 129_00],
  ['Board game', 'leisure', 42_00],
  ['Jigsaw puzzle', 'leisure', 17_90],
  ['Paperback novel', 'leisure', 12_00],
  ['Ukulele', 'leisure', 89_00],
  ['Film camera', 'leisure', 329_00],
].map(([name, category, priceCents], index) => ({ id: index + 1, name, category, priceCents }) as Product);
