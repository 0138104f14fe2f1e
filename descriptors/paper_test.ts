import assert from "node:assert/strict";
import { citation } from "./paper.ts";

for (
  const [authors, expected] of [
    [["Caruana"], "Caruana 1997"],
    [["Sun", "Saenko"], "Sun & Saenko 1997"],
    [["Long", "Cao", "Wang"], "Long et al. 1997"],
    [["Ganin", "Ustinova", "Ajakan", "Germain"], "Ganin et al. 1997"],
  ] as const
) {
  Deno.test(`citation of ${authors.length} author(s) is '${expected}'`, () => {
    const paper = { title: "", authors, venue: "", year: 1997, url: "" };
    assert.equal(citation(paper), expected);
  });
}
