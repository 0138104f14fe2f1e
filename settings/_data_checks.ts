import { checkDomain, checkTasks, fileOf } from "../datasets/_checks.ts";
import type { DomainData, Family, Labelled, ReadFile, TaskData } from "../datasets/dataset.ts";
import { type NdArray, randomStreams } from "../engine/mod.ts";
import { score } from "./_metrics.ts";
import type { AdaptationSpec, RunSpec, TasksSpec, TransferSpec } from "../records/record.ts";
import type { Suite } from "../suites/suite.ts";
import { adaptationMethod } from "./unsupervised_adaptation/expand.ts";
import { isOfTasks } from "./multi_task/expand.ts";
import { isOfTransfer, transferMethod } from "./inductive_transfer/expand.ts";
import { drawRows, holdOutLabelled, labelledDomain } from "./unsupervised_adaptation/run.ts";
import { checkBatch } from "./_batches.ts";
import { type DomainsSpec, familyOf } from "./_domains.ts";
import { familyOf as taskFamilyOf, loadTasks, tasksIn } from "./multi_task/networks.ts";
import { taskBatches } from "./multi_task/task_batches.ts";
import { splitLabelled } from "./inductive_transfer/run.ts";

/**
 * Loads a domain or a source that a suite reads, and checks the requirements for any data of its family.
 *
 * @param suite The suite.
 * @param part The domain or source.
 * @param read Reads the content of its files.
 * @throws {SyntaxError} If a requirement is not met, with the file and, if a line is at fault, the line.
 */
export async function checkPart(
  suite: Pick<Suite, "dataset" | "protocol">,
  part: string,
  read: ReadFile,
): Promise<void> {
  const { dataset, protocol } = suite;
  const random = randomStreams(0);
  if (dataset.kind === "tasks") checkTasks(dataset, await dataset.load([part], read, random));
  else {
    const transform = "transform" in protocol ? protocol.transform : "none";
    checkDomain(dataset, part, await dataset.load(part, read, random), transform);
  }
}

/**
 * Loads the data of some runs, each domain or group of sources once, and checks that the runs can be made with it:
 * the data meets the requirements of its family, batches can be filled, validation rows held out, classes
 * distinguished and metrics computed.
 *
 * @param specs The runs, of one suite and protocol.
 * @param read Reads the content of their files.
 * @throws {SyntaxError} If a run would fail because of its data, with the file and, if a line is at fault, the line.
 */
export async function checkData(specs: readonly RunSpec[], read: ReadFile): Promise<void> {
  const ofTasks = specs.filter((spec) => isOfTasks(spec));
  const key = ({ problem, seed }: TasksSpec) => JSON.stringify([problem.sources, seed]);
  for (const [spec] of Map.groupBy(ofTasks, key).values()) {
    const data = await loadTasks(spec, read);
    checkTasks(taskFamilyOf(spec), data);
    checkLearnable(spec, data);
  }

  const labels = new Map<string, DomainData>();
  const labelsOf = async (spec: DomainsSpec, domain: string): Promise<DomainData> => {
    const family = familyOf(spec);
    const key = JSON.stringify([domain, family.drawn ? spec.seed : ""]);
    if (!labels.has(key)) {
      const data = await family.load(domain, read, randomStreams(spec.seed));
      checkDomain(family, domain, data, spec.protocol.transform);
      labels.set(key, { train: withoutInputs(data.train), test: withoutInputs(data.test) });
    }
    return labels.get(key)!;
  };
  for (const spec of specs.filter((spec): spec is DomainsSpec => !isOfTasks(spec))) {
    const source = await labelsOf(spec, spec.problem.source);
    const target = await labelsOf(spec, spec.problem.target);
    if (isOfTransfer(spec)) checkTransfer(spec, source, target);
    else checkAdaptation(spec, source, target);
  }
}

/** Keeps the labels of some rows, with inputs of width 0. */
function withoutInputs({ y }: Labelled): Labelled {
  return { x: { shape: [y.data.length, 0], data: new Float32Array() }, y };
}

function checkLearnable(spec: TasksSpec, data: TaskData): void {
  const family = taskFamilyOf(spec);
  for (const [source, tasks] of Map.groupBy(tasksIn(spec), ({ source }) => source)) {
    inFile(family, source, "train", () => taskBatches(data, tasks, spec.protocol, false));
    // The metrics of a tagging are defined for any words.
    for (const task of tasks.filter(({ kind }) => kind !== "tagging")) {
      const { kind, classes, metric } = task;
      const labels = (split: "train" | "validation" | "test") =>
        data.sources[source][split].map(({ y }) => y[task.name]);
      if (kind === "classification") {
        inFile(family, source, "train", () => checkClasses(labels("train"), classes));
      }
      const chosenBy = { kind, classes, metric, furtherMetrics: [] };
      for (const [split, measured] of [["validation", chosenBy], ["test", task]] as const) {
        const outputs = labels(split).map((of) =>
          zeros(of, kind === "regression" ? 1 : classes.length)
        );
        inFile(family, source, split, () => score(measured, outputs, labels(split)));
      }
    }
  }
}

/** Returns outputs of zeros. */
function zeros({ shape }: NdArray, width: number): NdArray {
  return { shape: [...shape, width], data: new Float32Array(shape[0] * width) };
}

function checkAdaptation(spec: AdaptationSpec, source: DomainData, target: DomainData): void {
  const { protocol, problem } = spec;
  const random = randomStreams(spec.seed);
  const method = adaptationMethod(spec.method.name);
  const family = familyOf(spec);
  const rows = {
    source: drawRows(source, protocol, random("rows/source")).train,
    target: drawRows(target, protocol, random("rows/target")).train,
  };
  const labelled = labelledDomain(method);
  inFile(family, problem[labelled], "train", () => {
    const { training: { y } } = holdOutLabelled(rows[labelled], labelled, protocol, random);
    checkBatch(y.data.length, protocol.batch);
    checkClasses([y], family.classes);
  });
  if (method.reads.target === "unlabelled") {
    inFile(
      family,
      problem.target,
      "train",
      () => checkBatch(rows.target.y.data.length, protocol.batch),
    );
  }
}

function checkTransfer(spec: TransferSpec, source: DomainData, target: DomainData): void {
  const { protocol: { batch, validation }, problem } = spec;
  const family = familyOf(spec);
  const random = randomStreams(spec.seed);
  let held = 0;
  inFile(family, problem.target, "train", () => {
    const { labels } = problem;
    // The split needs rows of every class.
    if (labels !== "all" && new Set(target.train.y.data).size < family.classes.length) {
      throw new RangeError(`Cannot label ${labels} rows of each class: one has 0`);
    }
    const split = splitLabelled(target.train, { labels, validation, random });
    held = split.validation?.y.data.length ?? 0;
    const { length } = target.train.y.data;
    checkBatch(length - Math.round(validation * length), batch);
    checkClasses([split.training.y], family.classes);
  });
  if (!transferMethod(spec.method.name).pretrained) return;
  inFile(family, problem.source, "train", () => {
    const { y } = source.train;
    checkBatch(y.data.length - (problem.source === problem.target ? held : 0), batch);
    checkClasses([y], family.classes);
  });
}

/**
 * @throws {RangeError} If all rows are of one class.
 */
function checkClasses(labels: readonly NdArray[], classes: readonly string[]): void {
  const [first, ...others] = new Set(labels.flatMap(({ data }) => [...data]));
  if (others.length > 0) return;
  throw new RangeError(
    `Cannot train a classifier: all of its training rows are of the class '${classes[first]}'`,
  );
}

/** Adds to an error of `work` the file that holds the rows at fault. */
function inFile(
  family: Family,
  part: string,
  split: Parameters<typeof fileOf>[2],
  work: () => unknown,
): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new SyntaxError(`${error.message} (${fileOf(family, part, split)})`, { cause: error });
  }
}
