import assert from "node:assert/strict";
import { devices, openDevice } from "./devices.ts";
import * as tf from "./tf.ts";

for (const [name, backend] of [["auto", "wasm"], ["wasm", "wasm"], ["cpu", "cpu"]]) {
  Deno.test(`openDevice opens ${name} on TensorFlow.js's ${backend}, with one thread`, async () => {
    const { device } = await openDevice(name);
    assert.deepEqual(device, {
      name: backend,
      threads: 1,
      versions: { "@tensorflow/tfjs": "4.22.0" },
    });
    assert.equal(tf.getBackend(), backend);
  });
}

Deno.test("openDevice rejects an unknown device and lists the known ones", async () => {
  for (const name of ["gpu", "", "toString"]) {
    await assert.rejects(openDevice(name), {
      name: "RangeError",
      message: `Cannot open device '${name}': the devices are auto, wasm, cpu`,
    });
  }
});

Deno.test("devices says of each device what it is", () => {
  for (const description of Object.values(devices)) assert.ok(description.length > 0);
});
