import { unzipSync } from "fflate";
import { type Cell, type CellTable, rowBlocks } from "./_cell.ts";

/** An array of a NumPy file, of one or two dimensions. */
interface NumpyArray {
  readonly rows: number;
  /** Numbers of a row; `undefined` for an array of one dimension. */
  readonly width?: number;
  readonly at: (index: number) => Cell;
}

/** Most bytes of the arrays in an archive. */
const MOST_BYTES = 2 ** 31;

/** The first bytes, of which windows-1252 reads 0x93 as a quotation mark. */
const MAGIC = "\u201cNUMPY";

/**
 * Reads an array in the format of `numpy.save`: `[rows]`, the column `value`, or `[rows, width]`, the columns `0` to
 * `width − 1`, of numbers, booleans or texts.
 *
 * @param bytes The content.
 * @param name The file's name, for errors.
 * @throws {SyntaxError} If it is no such file.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export function readNpy(bytes: Uint8Array, name: string): CellTable {
  const array = parseNpy(bytes, name);
  return tableOf([["value", array]], (_, column) => `${column}`);
}

/**
 * Reads an archive of `numpy.savez`, of arrays with the same number of rows: an array of one dimension is the column of
 * its name, one of two dimensions, `x`, has the columns `x_0`, `x_1` ….
 *
 * @param bytes The content.
 * @param name The file's name, for errors.
 * @throws {SyntaxError} If it is no such archive.
 */
export function readNpz(bytes: Uint8Array, name: string): CellTable {
  const arrays = Object.entries(unzipped(bytes, name)).map((
    [entry, content],
  ): [string, NumpyArray] => [
    entry.replace(/\.npy$/, ""),
    parseNpy(content, `${name}, ${entry}`),
  ]);
  if (arrays.length === 0) throw new SyntaxError(`Cannot read ${name}: it has no arrays`);
  const [[first, { rows }]] = arrays;
  const other = arrays.find(([, array]) => array.rows !== rows);
  if (other !== undefined) {
    throw new SyntaxError(
      `Cannot read ${name}: ${first} has ${rows} rows and ${other[0]} has ${other[1].rows}`,
    );
  }
  return tableOf(arrays, (array, column) => `${array}_${column}`);
}

function unzipped(bytes: Uint8Array, name: string): { readonly [entry: string]: Uint8Array } {
  let size = 0;
  const refuse = (why: string) => new SyntaxError(`Cannot read ${name}: ${why}`);
  try {
    return unzipSync(bytes, {
      filter({ name: entry, originalSize }) {
        size += originalSize;
        if (size > MOST_BYTES) throw refuse("its arrays take more than 2 GiB");
        if (!entry.endsWith(".npy")) throw refuse(`its entry ${entry.slice(0, 40)} is no array`);
        return true;
      },
    });
  } catch (error) {
    if (error instanceof SyntaxError) throw error;
    throw refuse("it is not a zip archive, or it is corrupt");
  }
}

function tableOf(
  arrays: readonly (readonly [name: string, array: NumpyArray])[],
  columnName: (array: string, column: number) => string,
): CellTable {
  const columns = arrays.flatMap(([name, { width }]) =>
    width === undefined
      ? [name]
      : Array.from({ length: width }, (_, column) => columnName(name, column))
  );
  const [[, { rows }]] = arrays;
  return {
    columns,
    place: "row",
    blocks: rowBlocks(
      rows,
      (row) =>
        arrays.flatMap(([, { width = 1, at }]) =>
          Array.from({ length: width }, (_, column) => at(row * width + column))
        ),
    ),
  };
}

/** Readers of one value, by kind and size in bytes. */
const readers: {
  readonly [type: string]: (view: DataView, at: number, little: boolean) => Cell;
} = {
  f4: (view, at, little) => view.getFloat32(at, little),
  f8: (view, at, little) => view.getFloat64(at, little),
  i1: (view, at) => view.getInt8(at),
  i2: (view, at, little) => view.getInt16(at, little),
  i4: (view, at, little) => view.getInt32(at, little),
  i8: (view, at, little) => Number(view.getBigInt64(at, little)),
  u1: (view, at) => view.getUint8(at),
  u2: (view, at, little) => view.getUint16(at, little),
  u4: (view, at, little) => view.getUint32(at, little),
  u8: (view, at, little) => Number(view.getBigUint64(at, little)),
  b1: (view, at) => view.getUint8(at) ? "true" : "false",
};

function parseNpy(bytes: Uint8Array, name: string): NumpyArray {
  const fail = (rule: string, found: string | number) =>
    new SyntaxError(`Cannot read ${name}: ${rule}, current value is ${`${found}`.slice(0, 60)}`);
  const magic = new TextDecoder("latin1").decode(bytes.subarray(0, 6));
  if (magic !== MAGIC || bytes.length < 12) {
    throw new SyntaxError(`Cannot read ${name}: it must begin as numpy.save writes it`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const isLong = bytes[6] > 1;
  const start = (isLong ? 12 : 10) + (isLong ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = new TextDecoder("latin1").decode(bytes.subarray(isLong ? 12 : 10, start))
    .replace(/[^\x20-\x7e]/g, "?");
  const [, order, type, size = ""] = /'descr': *'([<>|=])([a-zA-Z])(\d+)'/.exec(header) ?? [];
  const [, shapeText] = /'shape': *\(([\d, ]*)\)/.exec(header) ?? [];
  if (type === undefined || shapeText === undefined || start > bytes.length) {
    throw fail("its header must have a type and a shape", header);
  }
  const shape = shapeText.split(",").map((part) => part.trim()).filter(Boolean).map(Number);
  if (shape.length < 1 || shape.length > 2) {
    throw fail("it must have one or two dimensions", shape.length);
  }
  const isText = type === "U" || type === "S";
  const width = Number(size) * (type === "U" ? 4 : 1);
  const read = readers[type + size];
  if (!isText && read === undefined) {
    throw fail("its type must be one of numbers or texts", type + size);
  }
  const [rows, columns = 1] = shape;
  if (start + rows * columns * width !== bytes.length) {
    throw fail(
      `an array of shape [${shape}] must have ${start + rows * columns * width} bytes`,
      bytes.length,
    );
  }
  const little = order !== ">";
  const isFortran = /'fortran_order': *True/.test(header);
  const place = (index: number) =>
    isFortran ? (index % columns) * rows + Math.floor(index / columns) : index;
  const textAt = (at: number): string => {
    let text = "";
    for (let i = 0; i < Number(size); i++) {
      const code = type === "U" ? view.getUint32(at + 4 * i, little) : view.getUint8(at + i);
      if (code === 0) break;
      text += code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
    }
    return text;
  };
  return {
    rows,
    ...(shape.length === 2 ? { width: columns } : {}),
    at: (index) => {
      const at = start + place(index) * width;
      return isText ? textAt(at) : read(view, at, little);
    },
  };
}
