/** Returns the program of a package that registers TensorFlow.js's plain backend under another name. */
export const backendPackage = (backend: string): string => `
  const engine = globalThis._tfengine;
  const kernels = globalThis._tfGlobals.get("kernelRegistry");
  for (const kernel of [...kernels.values()].filter(({ backendName }) => backendName === "cpu")) {
    kernels.set("${backend}_" + kernel.kernelName, { ...kernel, backendName: "${backend}" });
  }
  engine.registerBackend("${backend}", () =>
    Object.assign(engine.findBackendFactory("cpu")(), { isUsingGpuDevice: true }));`;

/**
 * Writes packages of TensorFlow.js, version 4.0.0, as if they were installed in a folder.
 *
 * @param folder The folder.
 * @param packages Programs by name, such as `tfjs-node`.
 */
export async function install(folder: string, packages: Record<string, string>): Promise<void> {
  for (const [name, program] of Object.entries(packages)) {
    const home = `${folder}/node_modules/@tensorflow/${name}`;
    await Deno.mkdir(home, { recursive: true });
    await Deno.writeTextFile(`${home}/package.json`, `{"version": "4.0.0"}`);
    await Deno.writeTextFile(`${home}/index.js`, program);
  }
}
