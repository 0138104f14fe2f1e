/** An unsigned integer below 2³² in LEB128. */
export function unsigned(value: number): number[] {
  const bytes = [];
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value % 0x80) | 0x80);
  bytes.push(value);
  return bytes;
}

/** A 32-bit integer in signed LEB128; addresses from 2³¹ stand for the integer of the same bits. */
export function signed(value: number): number[] {
  const bytes = [];
  for (value |= 0; value < -0x40 || value >= 0x40; value >>= 7) bytes.push((value & 0x7f) | 0x80);
  bytes.push(value & 0x7f);
  return bytes;
}

/** A name: its length and its ASCII bytes. */
export function name(text: string): number[] {
  return [...unsigned(text.length), ...new TextEncoder().encode(text)];
}

/** Bytes in pieces: sections can be long. */
export type Pieces = readonly (readonly number[])[];

/** A vector: the number of its elements and their bytes. */
export function vector(elements: readonly Pieces[]): Pieces {
  return [unsigned(elements.length), ...elements.flat()];
}

/** Bytes after their length: a section, a function's body. */
export function sized(pieces: Pieces): Pieces {
  return [unsigned(pieces.reduce((sum, { length }) => sum + length, 0)), ...pieces];
}

export function concatenate(pieces: Pieces): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
