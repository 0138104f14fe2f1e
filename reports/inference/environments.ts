import { isDeepStrictEqual } from "node:util";
import type { Environment, RunRecord } from "../../records/record.ts";

/** An environment with the number of runs that were made in it. */
export interface MadeIn {
  /** The device, the machine, the versions and the commit, in one line without a full stop. */
  readonly text: string;
  /** The number of the runs. */
  readonly count: number;
}

/**
 * Lists the environments of runs.
 *
 * @param records The runs' records.
 * @returns Every environment once, in the order of the records.
 */
export function environmentsOf(records: readonly RunRecord[]): MadeIn[] {
  const groups: { environment: Environment; count: number }[] = [];
  for (const { environment } of records) {
    const known = groups.find((group) => isDeepStrictEqual(group.environment, environment));
    if (known) known.count++;
    else groups.push({ environment, count: 1 });
  }
  return groups.map(({ environment, count }) => ({ text: environmentText(environment), count }));
}

function environmentText(
  { commit, versions, device, adapter, threads, cpu, os }: Environment,
): string {
  const software = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const cores = threads === 1 ? "1 thread" : `${threads} threads`;
  const on = adapter === undefined ? device : `${device} (${adapter})`;
  return `device ${on}, ${cores}, ${cpu}, ${os}; ${software.join(", ")}; commit ${commit}`;
}
