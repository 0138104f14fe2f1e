import type { OwnData } from "./own_data.ts";
import { splits } from "./own_data.ts";
import { unlabelledDomains } from "./own_dataset.ts";
import type { Column, OwnTable } from "./table.ts";

/** The most rows that are compared with each other. */
const MOST_COMPARED = 4_000_000;

/** The most names that a sentence lists. */
const LISTED = 5;

/**
 * Returns what a user should know of their data before they trust a result: sentences, none if nothing is unusual.
 *
 * @param data The description.
 * @param table The rows.
 */
export function findingsOf(data: OwnData, table: OwnTable): string[] {
  return [
    ...unlabelledDomains(table).map((domain) => accuracyUnknown(domain)),
    // Of sentences, each word has a class.
    ...table.sentences ? [] : table.labels.flatMap((label) => ofClasses(label, table)),
    ...ofConstants(table),
    ...table.labels.flatMap((label) => ofLeaks(label, table)),
    ...table.sentences ? [] : ofRepeats(data, table),
  ];
}

/** The sentence on a domain without labels. */
export function accuracyUnknown(domain: string): string {
  return `${domain} has no labels: its accuracy is not known. Its scores are of the predictions alone, ` +
    "and a method that is best by them need not predict best";
}

function ofClasses(label: Column, { domains, domainOf }: OwnTable): string[] {
  if (label.kind === "number") return [];
  const { name, codes, levels } = label;
  const counts = domains.map(() => new Int32Array(levels.length));
  codes.forEach((code, row) => {
    if (code >= 0) counts[domainOf[row]][code]++;
  });
  const isLabelled = counts.map((of) => of.some((count) => count > 0));
  const single = levels.filter((_, level) => counts.reduce((sum, of) => sum + of[level], 0) === 1);
  const partial = domains.flatMap((domain, i) => {
    if (!isLabelled[i]) return [];
    const lacking = levels.filter((_, level) => counts[i][level] === 0);
    return lacking.length === 0
      ? []
      : [`no row of ${domain} is of the class ${listed(lacking)} of ${name}`];
  });
  return [
    ...single.length === 0
      ? []
      : [`one row alone is of the class ${listed(single)} of ${name}: it is used for training`],
    ...partial,
  ];
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, LISTED).map((name) => `'${name.slice(0, 40)}'`).join(", ");
  return names.length > LISTED ? `${shown} and ${names.length - LISTED} more` : shown;
}

/** Returns a column's value in a row as a number that equal values share. */
const valueOf = (column: Column, row: number): number =>
  column.kind === "number" ? column.values[row] : column.codes[row];

function ofConstants({ inputs, rows }: OwnTable): string[] {
  const constant = inputs.filter((column) => {
    for (let row = 1; row < rows; row++) {
      if (!Object.is(valueOf(column, row), valueOf(column, 0))) return false;
    }
    return true;
  });
  return constant.length === 0
    ? []
    : [`constant columns say nothing: ${listed(constant.map(({ name }) => name))}`];
}

/** Finds input columns with one value for each class, or that are the number to predict. */
function ofLeaks(label: Column, { inputs, rows }: OwnTable): string[] {
  const equal = inputs.filter((column) => {
    const labelOf = new Map<number, number>();
    const valueOfLabel = new Map<number, number>();
    for (let row = 0; row < rows; row++) {
      const [value, wanted] = [valueOf(column, row), valueOf(label, row)];
      if (Number.isNaN(wanted) || label.kind === "category" && wanted < 0) continue;
      if (label.kind === "number") {
        if (value !== wanted) return false;
        labelOf.set(0, 0).set(value, wanted);
      } else if (
        labelOf.getOrInsert(value, wanted) !== wanted ||
        !Object.is(valueOfLabel.getOrInsert(wanted, value), value)
      ) {
        return false;
      }
    }
    return labelOf.size > 1;
  });
  return equal.map(({ name }) =>
    `the column ${name} says the label ${label.name} of every row: it leaks, or say "drop": ${
      JSON.stringify([name])
    }`
  );
}

/** Finds rows that are equal in all inputs and may be in different splits. */
function ofRepeats({ group }: OwnData, table: OwnTable): string[] {
  const { domains, domainOf, splitOf, rows } = table;
  const columns = table.text ? [table.text] : table.images ? [table.images.contents] : table.inputs;
  if (rows > MOST_COMPARED) return [];
  const bits = new Uint32Array(1);
  const float = new Float32Array(bits.buffer);
  const hashOf = (row: number): number => {
    let [a, b] = [0x811c9dc5, domainOf[row] + 1];
    for (const column of columns) {
      float[0] = valueOf(column, row);
      a = Math.imul(a ^ bits[0], 0x01000193);
      a ^= a >>> 15;
      b = Math.imul(b + bits[0], 0x85ebca6b);
      b ^= b >>> 13;
    }
    return (a >>> 0) * 2 ** 21 + (b >>> 11);
  };
  const seen = new Map<number, number>();
  const counts = domains.map(() => ({ drawn: 0, given: 0 }));
  for (let row = 0; row < rows; row++) {
    const split = splitOf[row];
    const hash = hashOf(row);
    const first = seen.get(hash);
    if (first === undefined) {
      seen.set(hash, split);
      continue;
    }
    if (split < 0) counts[domainOf[row]].drawn++;
    else if (first !== split) counts[domainOf[row]].given++;
  }
  return domains.flatMap((domain, i) => {
    const { drawn, given } = counts[i];
    return [
      ...drawn > 0 && group === undefined
        ? [
          `${drawn} rows of ${domain} equal an earlier one in all inputs: the seed can put one into the training rows ` +
          'and its copy into the test rows, unless "group" names a column that keeps them together',
        ]
        : [],
      ...given > 0
        ? [`${given} rows of ${domain} equal one of another split (${splits.join(", ")})`]
        : [],
    ];
  });
}
