import type { Random } from "../../engine/mod.ts";

/** Tokens that break readers of text: unusual numbers, unusual characters, syntax of other formats. */
const tokens = [
  ...[
    "NaN",
    "1e999",
    "-1",
    "0",
    "9".repeat(400),
    "1e-320",
    "0x1F",
    "1,5",
    "+",
    ".",
    ":",
    "-",
    "inf",
  ],
  ...[
    "\0",
    "\u2028",
    "\u0085",
    "\f",
    "\ufeff",
    "\u001b[31m",
    "\u202e",
    "😀",
    "\t",
    " ",
    "\r",
    "\n",
  ],
  ...[
    "\n\n",
    "::error::x",
    "=1+1",
    "<script>",
    "\\input{x}",
    "__proto__",
    "../../x",
    '"',
    "[",
    "{",
  ],
];

/** Replacements for any JSON value; `raw` is inserted verbatim. */
const values: readonly unknown[] = [
  ...[null, true, false, [], {}, "", "x", "__proto__", "../../../x", "\u001b]0;x\u0007", "a\nb"],
  ...[-1, 0, 0.5, 1.5, 7.5, 1e308, -1e-320, 2 ** 53, 1e20, "9", [[]], [null], { a: 1 }],
  ...[
    { raw: "1e999" },
    { raw: "-1e999" },
    { raw: '{"__proto__":{"a":1}}' },
    { raw: '"\\ud800"' },
    "x".repeat(10_000),
  ],
  { raw: "[".repeat(20_000) + "]".repeat(20_000) },
];

/** Draws an integer in [0, n). */
export function below(n: number, random: Random): number {
  return Math.min(n - 1, Math.floor(random.uniform() * n));
}

/** Draws one of several. */
export function pick<T>(of: readonly T[], random: Random): T {
  return of[below(of.length, random)];
}

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

const bytesOf = (text: string) => new TextEncoder().encode(text);
const joined = (...parts: readonly Uint8Array[]) =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

/** Draws two ordered positions. */
function slice(bytes: Uint8Array, random: Random): [from: number, to: number] {
  const from = below(bytes.length + 1, random);
  return [from, Math.min(bytes.length, from + 1 + below(16, random))];
}

/** Makes a mutation of lines; bytes map to characters one to one, so invalid UTF-8 is preserved. */
function ofLines(change: (lines: string[], random: Random) => string[], between = "\n"): Mutation {
  return (bytes, random) => {
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    const changed = change(text.split("\n"), random).join(between);
    return Uint8Array.from(changed, (character) => character.charCodeAt(0));
  };
}

const mutations: readonly Mutation[] = [
  (bytes, random) => bytes.slice(0, below(bytes.length + 1, random)),
  (bytes, random) =>
    bytes.map((byte) => random.uniform() < 0.01 ? byte ^ 1 << below(8, random) : byte),
  (bytes, random) => {
    const at = below(bytes.length + 1, random);
    return bytes.map((byte, i) => i === at ? below(256, random) : byte);
  },
  (bytes, random) => {
    const [from, to] = slice(bytes, random);
    return joined(bytes.slice(0, from), bytes.slice(to));
  },
  (bytes, random) => {
    const [from, to] = slice(bytes, random);
    return joined(bytes.slice(0, to), bytes.slice(from));
  },
  (bytes, random) => {
    const at = below(bytes.length + 1, random);
    return joined(bytes.slice(0, at), bytesOf(pick(tokens, random)), bytes.slice(at));
  },
  // Replaces a number by a token.
  (bytes, random) => {
    const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    const found = [...text.matchAll(/\d+/g)];
    if (found.length === 0) return bytes;
    const { index, 0: { length } } = pick(found, random);
    return joined(
      bytes.slice(0, index),
      bytesOf(pick(tokens, random)),
      bytes.slice(index + length),
    );
  },
  ofLines((lines, random) => lines.toSpliced(below(lines.length, random), 1)),
  ofLines((lines, random) => {
    const at = below(lines.length, random);
    return lines.toSpliced(at, 0, lines[at]);
  }),
  ofLines((lines, random) => lines.toSpliced(below(lines.length + 1, random), 0, "", "")),
  ofLines((lines) => lines.toReversed()),
  ofLines((lines) => lines, "\r"),
  ofLines((lines) => lines, "\r\n"),
  (bytes) => joined(bytesOf("\ufeff"), bytes),
  (bytes) => joined(Uint8Array.of(0xff, 0xfe), ...[...bytes].map((byte) => Uint8Array.of(byte, 0))),
  (bytes) => joined(bytes, bytes),
  (bytes) =>
    joined(
      ...Array.from({ length: Math.min(500, Math.ceil(5e4 / (bytes.length + 1))) }, () => bytes),
    ),
  () => new Uint8Array(),
];

/** Applies one to three mutations to bytes. */
export function mutated(bytes: Uint8Array, random: Random): Uint8Array {
  let changed = bytes;
  for (let times = below(3, random); times >= 0; times--) {
    changed = pick(mutations, random)(changed, random);
  }
  return changed;
}

type Container = Record<string, unknown>;

/** Lists every place in a JSON value: its container and its key. */
function places(value: unknown): [holder: Container, key: string][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).flatMap((key) => [
    [value as Container, key] as [Container, string],
    ...places((value as Container)[key]),
  ]);
}

const numbers = [0, 1, 2, 0.5, 0.999, 1e-300, 1e300, 2 ** 31, 1e6];

/** Extends a text by a token or replaces a number; other values are returned unchanged. */
function alike(value: unknown, random: Random): unknown {
  if (typeof value === "string") return value + pick(tokens, random);
  return typeof value === "number" ? pick(numbers, random) : value;
}

/** Replaces texts and numbers of a JSON value by others, in one to three places. */
export function variedValue<T>(value: T, random: Random): T {
  const copy: T = JSON.parse(JSON.stringify(value));
  const leaves = places(copy).filter(([holder, key]) => typeof holder[key] !== "object");
  for (let times = below(3, random); times >= 0; times--) {
    const [holder, key] = pick(leaves, random);
    holder[key] = alike(holder[key], random);
  }
  return copy;
}

/**
 * Changes a JSON value in one to three places: to a value of another type or range, to a value from another place, or
 * by removal.
 */
export function mutatedValue<T>(value: T, random: Random): T {
  const copy: T = JSON.parse(JSON.stringify(value));
  for (let times = below(3, random); times >= 0; times--) {
    const all = places(copy);
    if (all.length === 0) break;
    const [holder, key] = pick(all, random);
    const [otherHolder, otherKey] = pick(all, random);
    const present = holder[key];
    const way = below(6, random);
    if (way === 0) delete holder[key];
    else if (way === 1) holder[key] = structuredClone(otherHolder[otherKey]);
    else if (way === 2) holder[key] = [present];
    else if (way === 3 && typeof present === "number") holder[key] = present * 10 - 1;
    else if (way === 4) holder[pick(tokens, random)] = present;
    else holder[key] = pick(values, random);
  }
  return copy;
}

/** Writes a JSON value as text. */
export function textOf(value: unknown): string {
  const raw: string[] = [];
  const text = JSON.stringify(value, (_, one) => {
    const isRaw = typeof one === "object" && one !== null && typeof one.raw === "string";
    return isRaw ? `@raw${raw.push(one.raw) - 1}@` : one;
  });
  return (text ?? "").replace(/"@raw(\d+)@"/g, (_, i) => raw[Number(i)]);
}
