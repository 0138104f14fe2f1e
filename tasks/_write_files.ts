import { dirname, join } from "node:path";
import config from "../deno.json" with { type: "json" };
import type { ReportFile } from "../reports/exports/export.ts";
import { writeWhole } from "../runs/write_whole.ts";
import { pathInside } from "./_path_inside.ts";

/** The program with its version, as reports name it. */
export const generatedBy = `graft ${config.version}`;

/**
 * Renders and writes the files of a report, each path once.
 *
 * @param folder The report's folder.
 * @param files The files.
 * @returns The paths of the files and folders in the report's folder, in the order of the files.
 */
export async function writeFiles(folder: string, files: readonly ReportFile[]): Promise<string[]> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  for (const { path, content } of byPath.values()) {
    const file = pathInside(folder, path);
    await Deno.mkdir(dirname(file), { recursive: true });
    await writeWhole(file, await content());
  }
  const names = new Set([...byPath.keys()].map((path) => path.split("/")[0]));
  return [...names].map((name) => join(folder, name));
}
