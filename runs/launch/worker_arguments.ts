import type { Use } from "../../settings/catalogue.ts";
import { configurationArguments } from "../configuration.ts";

/** A worker writes no file and reaches no network, but for the hosts of users' modules. */
const permissions = ["--allow-read", "--allow-env", "--allow-sys", "--allow-ffi"];

/**
 * Returns Deno's arguments that start a worker.
 *
 * @param program The worker's program.
 * @param uses The users' modules that it loads.
 */
export async function workerArguments(program: URL, uses: readonly Use[]): Promise<string[]> {
  const addresses = uses.flatMap(({ files }) => Object.keys(files));
  const hosts = [program.href, ...addresses].map((address) => new URL(address))
    .filter(({ protocol }) => /^https?:$/.test(protocol))
    .map(({ host }) => host);
  return [
    ...["run", "--quiet", "--no-prompt", ...await configurationArguments(), ...permissions],
    ...hosts.length ? [`--allow-import=${[...new Set(hosts)]}`] : [],
    program.href,
  ];
}
