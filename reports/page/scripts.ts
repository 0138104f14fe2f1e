// The import makes the package's files, and those of its peers, known to import.meta.resolve.
import "vega-embed";
import main from "./bundles/main.js" with { type: "text" };
import reproduction from "./bundles/reproduction.js" with { type: "text" };
import theme from "./bundles/theme.js" with { type: "text" };

/** The script that sets the theme of a page, before anything is shown. */
export const themeScript: string = theme;

/** The script of a report's page, which runs when all of the page is there. */
export const mainScript: string = main;

/** The script of a reproduction's page, which runs when all of the page is there. */
export const reproductionScript: string = reproduction;

/** The packages that draw the figures, in the order in which their scripts run: name, file, address of the entry. */
const libraries = [
  ["vega", "vega.min.js", import.meta.resolve("vega")],
  ["vega-lite", "vega-lite.min.js", import.meta.resolve("vega-lite")],
  ["vega-embed", "vega-embed.min.js", import.meta.resolve("vega-embed")],
] as const;

/** Returns the scripts that draw figures, as their packages ship them. */
export async function drawingScripts(): Promise<string[]> {
  const texts = await Promise.all(
    libraries.map(([, file, entry]) => Deno.readTextFile(new URL(file, entry))),
  );
  // The backslash has no effect in strings and regular expressions of JavaScript.
  return texts.map((text) =>
    text.replaceAll("</script", "<\\/script").replace(/\n\/\/# sourceMappingURL=.*/, "")
  );
}

/** Returns the licences of {@linkcode drawingScripts}, which must accompany every copy. */
export async function licences(): Promise<string> {
  const texts = await Promise.all(libraries.map(async ([name, , entry]) => {
    const text = await Deno.readTextFile(new URL("../LICENSE", entry));
    return `${name}\n\n${text.trim()}`;
  }));
  return texts.join("\n\n");
}
