import type { About, RunSpec } from "../records/record.ts";
import { isBound } from "../selection/selection.ts";
import { changesOf, factsOf, protocolOf } from "../settings/_protocol.ts";
import { type Catalogue, find } from "../settings/catalogue.ts";

/**
 * Returns the facts on a run that its record keeps for reports.
 *
 * @param spec The run.
 * @param catalogue All that the run names.
 */
export function aboutOf(spec: RunSpec, catalogue: Catalogue): About {
  const suite = find(catalogue, "suites", spec.suite.name);
  const setting = find(catalogue, "settings", spec.setting);
  const method = find(catalogue, "methods", spec.method.name);
  const { title, tunedOn, departures, methods } = suite;
  return {
    suite: { title, tunedOn, departures, methods: Object.keys(methods) },
    changes: changesOf(spec.protocol, protocolOf(suite, catalogue)),
    baseline: setting.baseline,
    method: { title: method.title, paper: method.paper, bound: setting.isBound(method) },
    words: setting.words,
    relativeGains: setting.relativeGains,
    protocol: factsOf(spec.protocol, setting),
    selections: Object.fromEntries(spec.protocol.selections.map((name) => {
      const rule = find(catalogue, "selections", name);
      return [name, { title: rule.title, bound: isBound(rule) }];
    })),
  };
}
