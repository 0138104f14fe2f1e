import type { Flaw, ReproducedExperiment } from "./reproduction.ts";
import { capital, spanText } from "./texts.ts";

/** Summarises an experiment's runs: number, time and environments. */
export function accountText(experiment: ReproducedExperiment): string {
  const { planned, made, seconds, environments } = experiment;
  if (planned === 0) return "No run can be planned.";
  const counts = `${made} of ${planned} planned runs have been made`;
  if (made === 0) return `${counts}.`;
  const places = new Set(
    environments.map(({ device, threads, cpu, commit }) =>
      `device ${device}, ${
        threads === 1 ? "1 thread" : `${threads} threads`
      }, ${cpu}, commit ${commit}`
    ),
  );
  return `${counts}; their total time is ${spanText(seconds)}: ${[...places].join("; ")}.`;
}

/** Describes a failed or diverged run; code is in backticks. */
export function flawText({ id, status, method, problem, seed, message }: Flaw): string {
  const why = message ? `: \`${message.replace(/\s+/g, " ").replaceAll("`", "'")}\`` : "";
  return `${capital(status)}: ${method}, ${problem}, seed ${seed}${why}, run \`${id}\`.`;
}
