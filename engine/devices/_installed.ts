import { createRequire } from "node:module";
import { join } from "node:path";
import process from "node:process";
import * as tf from "../tf.ts";

/**
 * Loads an optional package that adds a backend to TensorFlow.js, from the `node_modules` of the working
 * directory or of a parent folder. They are not dependencies of Graft, since few users need them.
 *
 * @param name The package.
 * @returns Its version; `undefined` if it is not installed.
 */
export function loadInstalled(name: string): string | undefined {
  const require = createRequire(join(process.cwd(), "package.json"));
  let manifest: string;
  try {
    manifest = require.resolve(`${name}/package.json`);
  } catch {
    return undefined;
  }
  require(name);
  return require(manifest).version;
}

/** Returns the command that installs a package for {@linkcode loadInstalled}. */
export function installation(name: string): string {
  return `npm install --no-save ${name}@${tf.version.tfjs}`;
}
