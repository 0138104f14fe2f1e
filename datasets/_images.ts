import { convertIndexedToRgb, decode as decodePng, type DecodedPng } from "fast-png";
import { decode as decodeJpeg } from "jpeg-js";
import { Pica } from "pica";

/** The most pixels of an image: a file of a few bytes can declare any size. */
const MOST_PIXELS = 5e7;

/** An image: red, green, blue and opacity of each pixel, 0 to 255, row by row. */
interface Rgba {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Plain JavaScript gives the same pixels on every machine. */
const resizer = new Pica({ features: ["js"] });

/**
 * Decodes a PNG or a JPEG and resizes it to a square, without regard to its proportions, by a Lanczos filter (a = 3).
 * Transparent pixels become white.
 *
 * @param bytes The file.
 * @param name Its name, for errors.
 * @param size Height and width of the result.
 * @param channels 1 for grey, the luma of ITU-R BT.601, or 3 for red, green and blue.
 * @returns `[size, size, channels]`, 0 to 255.
 * @throws {SyntaxError} If it is neither, is corrupt or has more than 50 million pixels.
 */
export async function decodeImage(
  bytes: Uint8Array,
  name: string,
  { size, channels }: { readonly size: number; readonly channels: 1 | 3 },
): Promise<Uint8Array> {
  const { width, height, data } = opened(bytes, name);
  const opaque = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 4) {
    const opacity = data[i + 3] / 255;
    for (let c = 0; c < 3; c++) opaque[i + c] = data[i + c] * opacity + 255 * (1 - opacity);
    opaque[i + 3] = 255;
  }
  const resized = width === size && height === size ? opaque : await resizer.resizeBuffer({
    src: opaque,
    width,
    height,
    toWidth: size,
    toHeight: size,
    filter: "lanczos3",
  });
  const found = new Uint8Array(size * size * channels);
  for (let i = 0; i < size * size; i++) {
    const [r, g, b] = resized.subarray(4 * i, 4 * i + 3);
    if (channels === 1) found[i] = Math.round(0.299 * r + 0.587 * g + 0.114 * b);
    else found.set([r, g, b], 3 * i);
  }
  return found;
}

function opened(bytes: Uint8Array, name: string): Rgba {
  const fail = (why: string) => new SyntaxError(`Cannot read ${name}: ${why}`);
  const begins = (...beginning: number[]) => beginning.every((byte, i) => bytes[i] === byte);
  const isPng = begins(0x89, 0x50, 0x4e, 0x47);
  if (!isPng && !begins(0xff, 0xd8)) throw fail("it is neither a PNG nor a JPEG");
  let image: Rgba;
  try {
    if (isPng) {
      // The header's width and height follow the signature, a length and a name.
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      if (view.getUint32(16) * view.getUint32(20) > MOST_PIXELS) {
        throw fail("it has too many pixels");
      }
      image = rgbaOf(bytes);
    } else {
      image = decodeJpeg(bytes, {
        useTArray: true,
        maxResolutionInMP: MOST_PIXELS / 1e6,
        maxMemoryUsageInMB: 1024,
        tolerantDecoding: false,
      });
    }
  } catch (error) {
    if (error instanceof SyntaxError && error.message.startsWith("Cannot read")) throw error;
    throw fail("it is corrupt, or has more than 50 million pixels");
  }
  const { width, height, data } = image;
  if (width < 1 || height < 1 || data.length !== 4 * width * height) throw fail("it is corrupt");
  return image;
}

/** Returns the grey values of a PNG with less than a byte for each, whose rows begin with a byte. */
function unpacked({ width, height, depth, data }: DecodedPng): Uint8Array {
  const rowBytes = Math.ceil(width * depth / 8);
  const grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i++) {
    const bit = (i % width) * depth;
    const byte = data[Math.floor(i / width) * rowBytes + (bit >> 3)];
    grey[i] = byte >> (8 - depth - (bit & 7)) & (2 ** depth - 1);
  }
  return grey;
}

function rgbaOf(bytes: Uint8Array): Rgba {
  const png = decodePng(bytes, { checkCrc: true });
  const { width, height, depth, palette } = png;
  const [data, channels] = palette
    ? [convertIndexedToRgb(png), palette[0].length]
    : [depth < 8 ? unpacked(png) : png.data, png.channels];
  const most = depth === 16 ? 65535 : depth < 8 && !palette ? 2 ** depth - 1 : 255;
  const rgba = new Uint8Array(4 * width * height);
  const valueAt = (i: number) => Math.round(255 * data[i] / most);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const at = pixel * channels;
    const isGrey = channels < 3;
    for (let c = 0; c < 3; c++) rgba[4 * pixel + c] = valueAt(isGrey ? at : at + c);
    rgba[4 * pixel + 3] = channels % 2 === 0 ? valueAt(at + channels - 1) : 255;
  }
  return { width, height, data: rgba };
}
