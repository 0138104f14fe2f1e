// The import makes the package's files, and those of its peers, known to import.meta.resolve.
import "vega-embed";
import { stripTypeScriptTypes } from "node:module";
import extremes from "../../descriptors/extremes.ts" with { type: "text" };
import addresses from "./client/addresses.ts" with { type: "text" };
import choices from "./client/choices.ts" with { type: "text" };
import curves from "./client/curves.ts" with { type: "text" };
import dialogParts from "./client/dialog_parts.ts" with { type: "text" };
import elements from "./client/elements.ts" with { type: "text" };
import figures from "./client/figures.ts" with { type: "text" };
import live from "./client/live.ts" with { type: "text" };
import main from "./client/main.ts" with { type: "text" };
import numberDetails from "./client/number_details.ts" with { type: "text" };
import reproduction from "./client/reproduction.ts" with { type: "text" };
import runs from "./client/runs.ts" with { type: "text" };
import sorting from "./client/sorting.ts" with { type: "text" };
import theme from "./client/theme.ts" with { type: "text" };
import verdictChoices from "./client/verdict_choices.ts" with { type: "text" };

/** Runs before anything is shown. */
export const earlyScript = joined([theme]);

/** What tables and dialogs of all pages need. */
const parts = [elements, sorting, addresses, dialogParts];

/** Runs when all of a report is there. */
export const mainScript = joined([...parts, choices, extremes, curves, runs, figures, live, main]);

/** Runs when all of a reproduction is there. */
export const reproductionScript = joined([...parts, verdictChoices, numberDetails, reproduction]);

/** What draws the figures, in the order in which it must run. */
const libraries = [
  ["vega", "vega.min.js"],
  ["vega-lite", "vega-lite.min.js"],
  ["vega-embed", "vega-embed.min.js"],
] as const;

/** The scripts that draw Vega-Lite, as their packages have built them. */
export async function drawingScripts(): Promise<string[]> {
  const texts = await Promise.all(
    libraries.map(([name, file]) => Deno.readTextFile(new URL(file, import.meta.resolve(name)))),
  );
  // In strings and regular expressions of JavaScript the backslash changes nothing.
  return texts.map((text) =>
    text.replaceAll("</script", "<\\/script").replace(/\n\/\/# sourceMappingURL=.*/, "")
  );
}

/** The licences of {@linkcode drawingScripts}, which must go with every copy. */
export async function licences(): Promise<string> {
  const texts = await Promise.all(libraries.map(async ([name]) => {
    const text = await Deno.readTextFile(new URL("../LICENSE", import.meta.resolve(name)));
    return `${name}\n\n${text.trim()}`;
  }));
  return texts.join("\n\n");
}

/**
 * Makes one classic script of modules that import nothing but each other: their names are unlike each
 * other, so that all can stand in one function.
 */
function joined(modules: readonly string[]): string {
  const texts = modules.map((text) =>
    stripTypeScriptTypes(text)
      .replace(/^import\b[^;]*;\n/gm, "")
      .replace(/^export /gm, "")
      .replace(/^\/\/\/.*\n/gm, "")
      .replace(/[ \t]+$/gm, "")
  );
  return `(() => {\n"use strict";\n${texts.join("\n")}})();\n`;
}
