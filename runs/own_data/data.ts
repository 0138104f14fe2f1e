import { basename, resolve } from "node:path";
import { type OwnData, type OwnFile, type OwnLabel, splits } from "../../datasets/own/own_data.ts";
import type { Catalogue } from "../../settings/catalogue.ts";
import type { Setting } from "../../settings/setting.ts";
import type { Description } from "./description.ts";

/** Texts that stand for a missing value, if a description lists none. */
const MISSING = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "?"];

/** Makes the description of the table, files, roles of columns and defaults, and finds its setting. */
export function dataOf(
  found: Description,
  shown: string,
  folder: string,
  catalogue: Catalogue,
  refuse: (message: string) => SyntaxError,
): { readonly data: OwnData; readonly setting: Setting } {
  const { domains, file, domain } = found;
  if ((domains === undefined) === (file === undefined)) {
    throw refuse("it must have either domains, a file for each, or file, one table");
  }
  if (domains !== undefined && domain !== undefined) {
    throw refuse("domain names the column of file that says the domain, and there is no file");
  }
  if (domains !== undefined && Object.keys(domains).length === 0) {
    throw refuse("domains must have at least one domain");
  }
  const stem = (shown.endsWith(".json") ? basename(shown, ".json") : "own_data").toLowerCase()
    .replace(/[^a-z0-9_]+/g, "_");
  const own = found.name ?? (/^[a-z]/.test(stem) ? stem : `data_${stem}`);
  const setting = settingOf(found, catalogue, refuse);
  const written: Written[] = domains === undefined
    ? [[domain === undefined ? stemOf(file!) : undefined, file!]]
    : Object.entries(domains);
  const split = found.split ?? {};
  if (split.column !== undefined && written.some(([, file]) => typeof file !== "string")) {
    throw refuse("split.column says the splits, and so do files: one of the two must go");
  }
  const labels = labelsOf(found.labels);
  if (labels.some(({ column }) => column === "__proto__")) {
    throw refuse("labels cannot be named __proto__: rename the column");
  }
  const words = typeof found.text === "string" ? { column: found.text } : found.text;
  const data = {
    name: own,
    title: found.title ?? own,
    paper: found.paper ?? {
      title: found.title ?? own,
      authors: ["own data"],
      venue: "",
      year: new Date().getFullYear(),
      url: "",
    },
    licence: found.licence ?? "not stated",
    files: written.flatMap((one) => filesOf(one, folder)),
    domainColumn: domain,
    labels,
    columns: found.columns ?? "all",
    drop: found.drop ?? [],
    kinds: found.kinds ?? {},
    text: words && { length: 200, atLeast: 2, ...words },
    images: { size: found.images?.size ?? 32, channels: found.images?.channels ?? 3 },
    group: found.group,
    id: found.id,
    splitColumn: split.column,
    shares: { validation: split.validation ?? 0.1, test: split.test ?? 0.2 },
    missing: found.missing ?? MISSING,
    decimal: found.decimal ?? ".",
    targeted: setting.tables?.targeted ?? true,
  };
  return { data, setting };
}

type Written = readonly [domain: string | undefined, file: NonNullable<Description["file"]>];

function stemOf(file: NonNullable<Description["file"]>): string {
  const path = typeof file === "string" ? file : file.train;
  return basename(path).replace(/\..*$/, "").replace(/[\s,+]+/g, "_").slice(0, 40) || "data";
}

function filesOf([domain, file]: Written, folder: string): OwnFile[] {
  if (typeof file === "string") return [{ name: file, path: resolve(folder, file), domain }];
  return splits.flatMap((split) => {
    const name = file[split];
    return name === undefined ? [] : [{ name, path: resolve(folder, name), domain, split }];
  });
}

function labelsOf(labels: Description["labels"]): OwnLabel[] {
  if (typeof labels === "string") return [{ column: labels }];
  if (Array.isArray(labels)) return [...new Set(labels)].map((column) => ({ column }));
  return Object.entries(labels).map(([column, label]) => ({ column, ...label }));
}

/**
 * Returns the setting that a description names or, by the number of its domains and labels, is for.
 *
 * @throws {SyntaxError} If there is none of that name.
 */
function settingOf(
  { setting, domains, domain, labelsPerClass }: Description,
  { settings }: Catalogue,
  refuse: (message: string) => SyntaxError,
): Setting {
  const isOne = domain === undefined && Object.keys(domains ?? { one: "" }).length === 1;
  const tables = isOne ? "one" : labelsPerClass === undefined ? "several" : "few_labels";
  const found = setting === undefined
    ? Object.values(settings).find((one) => one.tables?.chosenFor === tables)
    : Object.hasOwn(settings, setting)
    ? settings[setting]
    : undefined;
  if (found) return found;
  throw refuse(
    `setting must be one of ${Object.keys(settings).join(", ")}, ` +
      `current value is '${setting?.slice(0, 40)}'`,
  );
}
