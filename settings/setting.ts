import { defineEntry, type Kind } from "../descriptors/kind.ts";
import type { Dataset, LoadedDomains, ReadFile } from "../datasets/dataset.ts";
import type { Overrides, Parameters } from "../descriptors/parameters.ts";
import type { Executor } from "../engine/mod.ts";
import type { Method } from "../methods/method.ts";
import type {
  CurvePoint,
  Fact,
  MethodSpec,
  Predictions,
  RunRecord,
  RunSpec,
  Words,
} from "../records/record.ts";
import type { Read } from "../selection/selection.ts";
import type { Suite } from "../suites/suite.ts";
import type { Log } from "./_training.ts";
import type { Catalogue } from "./catalogue.ts";

/** An option of the command line. */
export interface Option {
  /** Its value in the help: `A-B,C-D`. */
  readonly value: string;
  readonly describe: string;
  /** The kind of the entries that it names, if any; the help lists them. */
  readonly names?: Kind;
}

/** The values of options on the command line, by name. */
export interface OptionValues {
  readonly [option: string]: string | undefined;
}

/** The values of swept parameters, by name of the method, weighting or rule, then by parameter. */
export type Sweeps = ReadonlyMap<string, ReadonlyMap<string, readonly (number | string)[]>>;

/** The part of a suite that a user asks for. */
export interface Asked {
  /** Methods of the setting; by default the suite's own. */
  readonly methods?: readonly string[];
  readonly options: OptionValues;
  readonly sweeps: Sweeps;
}

/** The results of a run that ended well. */
export interface Result extends Pick<RunRecord, "metrics" | "selected" | "domainDistance"> {
  readonly predictions: Omit<Predictions, "id">;
}

/** The environment of a run. */
export interface RunContext {
  readonly catalogue: Catalogue;
  readonly executor: Executor;
  /** Loads the run's domains, transformed. */
  load(): Promise<LoadedDomains>;
  /** Receives the checkpoints, and keeps them if the run fails. */
  readonly curve: CurvePoint[];
  readonly log: Log;
}

/** The use that a setting makes of tables of a user's. */
export interface Tables {
  /** The tables that it is chosen for where a description names no setting: one, several, or several with few labels. */
  readonly chosenFor: "one" | "several" | "few_labels";
  /** True if the last domain of a problem is its target, whose rows do not determine the scale of the inputs. */
  readonly targeted: boolean;
  /** True if the target may have no labels at all. */
  readonly unlabelledTarget?: true;
}

/**
 * A setting: a kind of problem, and a way to train and evaluate methods on it. A folder of `settings/` has one, and the
 * folder of `methods/` with the same name has its methods.
 *
 * Outside these two folders no code names a setting: whatever depends on it is in this value.
 */
export interface Setting<S extends Suite = Suite, R extends RunSpec = RunSpec> {
  /** The folder's name, stated in suites, methods and specs. */
  readonly name: string;
  /** In text: `unsupervised adaptation`. */
  readonly title: string;
  /** The question that it answers, one sentence. */
  readonly question: string;
  /** The method that gains are measured against. */
  readonly baseline: string;
  readonly words: Words;
  /** True if gains are summarised as parts of the baseline's values, since problems differ in their metrics. */
  readonly relativeGains: boolean;
  /** The parameters of its protocol besides those that all settings share. */
  readonly protocol: Parameters;
  /** The options of the command line that choose problems and methods. */
  readonly options: { readonly [option: string]: Option };
  /** The option that names domains to run. */
  readonly picks: string;
  /** The measurements of its checkpoints that selection rules can read; by default `validation` and `test`. */
  readonly measurements?: readonly Read[];
  /** The use of tables of a user's; by default their last domain is a target, and a description has to name the setting. */
  readonly tables?: Tables;
  /** The methods' parameters that its suites run at several values; by default none. */
  readonly swept?: readonly string[];

  /** Returns true if a method learns from data that are hidden from its rivals: its results are an upper bound. */
  isBound(method: Method): boolean;
  /**
   * Returns the parameters of the protocol that apply to some of their values; by default all.
   *
   * @param values The values by name, defaults included.
   * @param dataset The dataset of the suite.
   */
  applies?(values: Overrides, dataset: Dataset): Parameters;
  /**
   * Chooses the problems to run.
   *
   * @param suite A suite of the setting.
   * @param options Values of the setting's options.
   * @param found The domains whose data was found.
   * @throws {RangeError} If an option names a domain that does not exist or cannot be read.
   */
  problems(suite: S, options: OptionValues, found: readonly string[]): R["problem"][];
  /**
   * Chooses the methods to run on a problem, each with every combination of the swept values.
   *
   * @throws {RangeError} If a name is unknown or a value is not allowed.
   */
  methods(suite: S, asked: Asked, problem: R["problem"], catalogue: Catalogue): MethodSpec[];
  /**
   * Checks that a run is meaningful and its parts fit each other; no data is read.
   *
   * @throws {RangeError} With the reason.
   */
  check(spec: R, catalogue: Catalogue): void;
  /**
   * Checks that runs can be made with their data.
   *
   * @throws {SyntaxError} If one would fail, with the file and, if a line is at fault, the line.
   */
  checkData(specs: readonly R[], read: ReadFile, catalogue: Catalogue): Promise<void>;
  /** Returns facts on the protocol's own parameters, in words. */
  facts(protocol: R["protocol"]): readonly Fact[];
  /** Returns the command-line arguments that choose a run's problem and the parts of its method. */
  argumentsOf(spec: R): readonly string[];
  /**
   * Executes a run.
   *
   * @throws {Divergence} If a loss or a prediction is not finite.
   */
  run(spec: R, context: RunContext): Promise<Result>;
}

/** Declares a setting. */
export function defineSetting<S extends Suite, R extends RunSpec>(
  setting: Setting<S, R>,
): Setting<S, R> {
  return defineEntry("settings", setting);
}
