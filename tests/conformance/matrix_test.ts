import assert from "node:assert/strict";
import { chosen, type Place } from "./matrix.ts";

const named = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({ name: `${prefix}${i}` }));

const places: readonly Place[] = named("encoder", 4)
  .flatMap((encoder) => named("method", 7).map((method) => ({ method, encoder })))
  // The last encoder fits two methods.
  .filter(({ encoder, method }) => encoder.name !== "encoder3" || /[01]/.test(method.name));

Deno.test("chosen returns all places on request", () => {
  assert.deepEqual(chosen(places, true), places);
});

Deno.test("chosen samples every method and every encoder at least twice", () => {
  const sample = chosen(places, false);
  assert.ok(sample.length < places.length);
  for (const part of ["method", "encoder"] as const) {
    const counts = Map.groupBy(sample, (place) => place[part].name);
    assert.deepEqual(
      [...counts.keys()].sort(),
      [...new Set(places.map((place) => place[part].name))].sort(),
    );
    for (const [name, found] of counts) assert.ok(found.length >= 2, name);
  }
});

Deno.test("chosen takes the only place of a method", () => {
  const lone = { method: { name: "lone" }, encoder: { name: "encoder0" } };
  assert.ok(chosen([...places, lone], false).includes(lone));
});
