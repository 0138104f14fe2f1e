import { createHash } from "node:crypto";

/** Bytes of a name that any common file system takes. */
const MOST_BYTES = 255;
/** Names of devices in Windows, with any extension. */
const reserved = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\.|$)/i;
/** Names that are kept unchanged; no other name is changed into one of these. */
const plain = /^[a-z0-9_](?:[.=]?[a-z0-9_-])*$/;

/**
 * Makes a file's name of any text. A text of lower-case ASCII letters, digits, `_-.=` stands as it is. In others all
 * but letters, numbers and these becomes `_`, a name that is too long is cut, and a hash of the text is put behind
 * it, so that no two texts have one name, whatever a disk makes of case and of accents.
 *
 * @param text What the file is called after.
 * @param extension Its extension, without the dot; none unless given.
 * @returns A name of 255 bytes of UTF-8 at most that is neither hidden nor an option nor a device.
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

/** As many whole characters from the beginning as fit into some bytes. */
function cut(text: string, bytes: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(bytes));
  return text.slice(0, read);
}
