import type { Dataset } from "../datasets/dataset.ts";
import type { About, Named, PartFacts, PartKind, RunSpec } from "../records/record.ts";
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
    bound: setting.isBound(method),
    parts: partsOf(spec, catalogue),
    ...quantitiesOf(spec, suite.dataset),
    words: setting.words,
    relativeGains: setting.relativeGains,
    protocol: factsOf(spec.protocol, setting),
    selections: Object.fromEntries(spec.protocol.selections.map((name) => {
      const rule = find(catalogue, "selections", name);
      return [name, { title: rule.title, bound: isBound(rule) }];
    })),
  };
}

function partsOf({ method, protocol }: RunSpec, catalogue: Catalogue): PartFacts[] {
  type WithParameters = "methods" | "weightings" | "gradientRules" | "encoders";
  const parts: [PartKind, WithParameters, Named | undefined][] = [
    ["method", "methods", method],
    ["weighting", "weightings", method.weighting],
    ["gradient_rule", "gradientRules", method.rule],
    ["encoder", "encoders", protocol.encoder],
  ];
  return parts.flatMap(([kind, entries, part]): PartFacts[] => {
    if (!part) return [];
    const { name, title, paper, params } = find(catalogue, entries, part.name);
    return [{ kind, name, title, paper, params }];
  });
}

/** Returns the quantities of a problem of one domain. */
function quantitiesOf(
  { problem: { sources: [source, ...others], target } }: RunSpec,
  { quantities }: Dataset,
): Pick<About, "quantities"> {
  if (!quantities || others.length > 0 || target !== undefined) return {};
  return { quantities: quantities(source) };
}
