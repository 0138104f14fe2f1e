import canonicalize from "canonicalize";
import { createHash } from "node:crypto";
import { basename, dirname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { DataError } from "../../datasets/_files.ts";
import { areFolders, readImages } from "../../datasets/own/image_folders.ts";
import { areIdx, readIdxImages } from "../../datasets/own/idx_images.ts";
import { findingsOf } from "../../datasets/own/findings.ts";
import type { OwnData } from "../../datasets/own/own_data.ts";
import { ownDataset } from "../../datasets/own/own_dataset.ts";
import { type OwnTable, readTable } from "../../datasets/own/table.ts";
import { parse, parseJson } from "../../records/schema.ts";
import type { Catalogue } from "../../settings/catalogue.ts";
import type { Suite } from "../../suites/suite.ts";
import { areSentences, readSentences } from "../../datasets/own/tagged_sentences.ts";
import { RequestError } from "../request_error.ts";
import { dataOf } from "./data.ts";
import { type Description, description } from "./description.ts";
import { suiteOf } from "./suite.ts";

/** A user's data as a part of a catalogue. */
export interface OwnSuite {
  readonly suite: Suite;
  readonly data: OwnData;
  readonly table: OwnTable;
  /** SHA-256 of the description and of the files, by address. */
  readonly files: { readonly [address: string]: string };
  /** SHA-256 over all that determines the dataset. */
  readonly code: string;
}

/** Returns true if an address is a description's, and not a module's. */
export function isDescription(address: string): boolean {
  return /\.json$/i.test(address) || address.startsWith("data:application/json");
}

/**
 * Reads a description and its files, and makes a suite of them.
 *
 * @param address The description: `file:…/my.json`, or `data:application/json,…`.
 * @param catalogue The methods and encoders that the suite can have.
 * @throws {RequestError} If the description is wrong, with the field, or a file is, with its line.
 */
export async function readOwnSuite(address: string, catalogue: Catalogue): Promise<OwnSuite> {
  const path = address.startsWith("file:") ? fileURLToPath(address) : undefined;
  const shown = path === undefined ? "the options" : basename(path);
  try {
    const content = path === undefined
      ? await (await fetch(address)).text()
      : await Deno.readTextFile(path).catch((error: Error) => {
        const why = error instanceof Deno.errors.NotFound ? "there is no such file" : error.message;
        throw new RangeError(`Cannot read ${shown}: ${why}`);
      });
    const found = inField(
      shown,
      () => parse(description, parseJson(content.replace(/^\ufeff/, ""))),
    );
    const folder = path === undefined ? Deno.cwd() : dirname(path);
    return await ownSuite(found, shown, folder, address, content, catalogue);
  } catch (error) {
    const isOurs = error instanceof SyntaxError || error instanceof RangeError ||
      error instanceof DataError;
    if (!isOurs || error instanceof RequestError) throw error;
    throw new RequestError(error.message, { cause: error });
  }
}

/** The fields about columns of tables. */
const ofColumns = [
  "domain",
  "columns",
  "drop",
  "kinds",
  "group",
  "id",
  "missing",
  "decimal",
] as const;

/** Refuses fields that are for tables alone. */
function checkNoColumns(found: Description, refuse: (message: string) => SyntaxError): void {
  const wrong = ofColumns.find((field) => found[field] !== undefined);
  if (wrong !== undefined) throw refuse(`${wrong} is for tables, and the data has none`);
  if (found.split?.column !== undefined) {
    throw refuse("split.column is for tables, and the data has none");
  }
}

/** Adds the description's name to an error about a field. */
function inField<T>(shown: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new SyntaxError(`Cannot read ${shown}: ${error.message}`, { cause: error });
  }
}

async function ownSuite(
  found: Description,
  shown: string,
  folder: string,
  address: string,
  content: string,
  catalogue: Catalogue,
): Promise<OwnSuite> {
  const refuse = (message: string) => new SyntaxError(`Cannot read ${shown}: ${message}`);
  const { data, setting } = dataOf(found, shown, folder, catalogue, refuse);
  const read = await areFolders(data.files)
    ? readImages
    : areIdx(data.files)
    ? readIdxImages
    : areSentences(data.files)
    ? readSentences
    : readTable;
  if (read !== readTable) checkNoColumns(found, refuse);
  const table = await read(data);
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const contents = data.files.map(({ domain, split }, i) => ({
    domain: domain ?? null,
    split: split ?? null,
    sha256: table.sha256[i],
  }));
  const { files: _, title: _title, paper: _paper, licence: _licence, ...roles } = data;
  const dataset = ownDataset(data, table, {
    content: hash(canonicalize(contents)!),
    notes: () => findingsOf(data, table),
  });
  return {
    suite: suiteOf(found, data, setting, dataset, table, catalogue, refuse),
    data,
    table,
    files: {
      ...address.startsWith("file:") ? { [address]: hash(content) } : {},
      ...Object.fromEntries(
        data.files.map(({ path }, i) => [pathToFileURL(path).href, table.sha256[i]]),
      ),
    },
    code: hash(canonicalize({ roles, contents })!),
  };
}
