import assert from "node:assert/strict";
import { fileName } from "./file_name.ts";

Deno.test("fileName: an ordinary name stands as it is", () => {
  for (const name of ["moons_decision_boundaries_0-35", "a", "p=0.5", "_x", "moons-2_costs"]) {
    assert.equal(fileName(name, "svg"), `${name}.svg`);
    assert.equal(fileName(name), name);
  }
});

const hostile = [
  ...'/\\:*?"<>|.-_~ A\u0000\n\u001b\u202e\ud800',
  "",
  "..",
  "../../../../x",
  "/etc/passwd",
  "C:\\x",
  ".hidden",
  "-rf",
  "a.",
  "a ",
  "a..b",
  "a/b",
  "a\\b",
  "\ud801",
  "con",
  "CON",
  "aux.x",
  "com1",
  "lpt¹",
  "é",
  "e\u0301",
  "É",
  "ß",
  "ss",
  "SS",
  "file.svg",
  "x".repeat(251),
  "x".repeat(252),
  "x".repeat(100_000),
  "é".repeat(200),
  "𝒳".repeat(200),
];

Deno.test("fileName: any text becomes a name of one part that every disk takes", () => {
  for (const text of hostile) {
    const name = fileName(text, "svg");
    assert.match(name, /^[\p{L}\p{N}_][\p{L}\p{N}._=~-]*\.svg$/u, JSON.stringify(text));
    assert.doesNotMatch(name, /\.\.|^(con|prn|aux|nul|com\d|lpt[\d¹²³])\./i);
    assert.ok(new TextEncoder().encode(name).length <= 255);
    assert.equal(name, name.normalize("NFC"));
  }
});

Deno.test("fileName: no two texts share a name, not even where a disk folds case and accents", () => {
  const folded = (name: string) => name.normalize("NFKD").toUpperCase().toLowerCase();
  const texts = [...new Set([...hostile, ...hostile.map((text) => fileName(text))])];
  const names = texts.map((text) => folded(fileName(text, "svg")));
  assert.deepEqual(names.filter((name, i) => names.indexOf(name) !== i), []);
});
