/**
 * Writes an IDX file of bytes.
 *
 * @param shape Lengths of the axes.
 * @param values The elements, the last axis varying fastest.
 */
export function idx(shape: readonly number[], values: Uint8Array): Uint8Array<ArrayBuffer> {
  const start = 4 + 4 * shape.length;
  const bytes = new Uint8Array(start + values.length);
  bytes.set([0, 0, 8, shape.length]);
  const view = new DataView(bytes.buffer);
  shape.forEach((length, i) => view.setUint32(4 + 4 * i, length));
  bytes.set(values, start);
  return bytes;
}
