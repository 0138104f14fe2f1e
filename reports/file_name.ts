import { createHash } from "node:crypto";

/** The most bytes of a name in common file systems. */
const MOST_BYTES = 255;
/** Names of devices in Windows, with any extension. */
const reserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;
/** Names that are kept unchanged; no other name is changed into one of these. */
const plain = /^[a-z0-9_](?:[.=]?[a-z0-9_-])*$/;

/**
 * Converts any text to the name of a file. A text of lower-case ASCII letters, digits and `_-.=` is unchanged. In
 * others, every character except letters, numbers and these becomes `_`, a name that is too long is cut, and a hash of
 * the text is appended, so that no two texts have one name, also on disks that ignore case or accents.
 *
 * @param text The text.
 * @param extension The extension of the file, without the dot; none unless given.
 * @returns A name of at most 255 bytes of UTF-8 that is neither hidden nor an option nor a device.
 *
 * @example
 * ```ts
 * import { fileName } from "./file_name.ts";
 * import assert from "node:assert/strict";
 *
 * assert.equal(fileName("moons_costs", "svg"), "moons_costs.svg");
 * assert.match(fileName("../../etc", "svg"), /^_etc~[0-9a-f]{16}\.svg$/);
 * ```
 */
export function fileName(text: string, extension?: string): string {
  const end = extension === undefined ? "" : `.${extension}`;
  const space = MOST_BYTES - end.length;
  if (plain.test(text) && text.length <= space && !reserved.test(text + end)) return text + end;
  const hash = createHash("sha256").update(JSON.stringify(text)).digest("hex").slice(0, 16);
  const letters = text.normalize("NFC").replace(/[^\p{L}\p{N}._=-]+|\.{2,}/gu, "_")
    .replace(/^[_.-]*/, (start) => start && "_")
    .replace(reserved, "_$&");
  return `${cut(letters, space - hash.length - 1) || "_"}~${hash}${end}`;
}

/** Returns the whole characters from the beginning that fit into a number of bytes. */
function cut(text: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes));
  return text.slice(0, read);
}
