import { fileURLToPath } from "node:url";
import { root } from "./registries.ts";

/** The scripts of the pages: entry modules in `reports/page/client/`, each with a bundle of its name. */
export const pageScripts = ["theme", "main", "reproduction"] as const;

/** The path of a script's bundle from the root. */
export const bundlePath = (name: string): string => `reports/page/bundles/${name}.js`;

/**
 * Bundles a script of the pages, with all modules that it imports, as one classic script.
 *
 * @param name The name of its entry module.
 * @throws {Error} If `deno bundle` fails, such as without a network before the first use: it fetches esbuild once.
 */
export async function bundled(name: string): Promise<string> {
  const entry = fileURLToPath(new URL(`reports/page/client/${name}.ts`, root));
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--platform", "browser", "--format", "iife", "--minify", entry],
    cwd: fileURLToPath(root),
  }).output();
  const text = new TextDecoder();
  if (!success) throw new Error(`Cannot bundle ${name}: ${text.decode(stderr).trim()}`);
  return text.decode(stdout);
}
