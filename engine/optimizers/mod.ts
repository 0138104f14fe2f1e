import { adadelta, type AdadeltaOptions } from "./adadelta.ts";
import { adagrad, type AdagradOptions } from "./adagrad.ts";
import { adam, type AdamOptions } from "./adam.ts";
import { adamw } from "./adamw.ts";
import { clipped } from "./clip.ts";
import { eachApart } from "./each_apart.ts";
import { lazy } from "./lazy.ts";
import type { Optimizer } from "./optimizer.ts";
import { rmsprop, type RmspropOptions } from "./rmsprop.ts";
import { sgd, type SgdOptions } from "./sgd.ts";

/** An optimizer as plain data, as in a protocol. */
export type OptimizerSpec =
  & (
    | { readonly name: "sgd"; readonly options?: SgdOptions }
    | { readonly name: "adam"; readonly options?: AdamOptions }
    | { readonly name: "adamw"; readonly options?: AdamOptions }
    | { readonly name: "rmsprop"; readonly options?: RmspropOptions }
    | { readonly name: "adagrad"; readonly options?: AdagradOptions }
    | { readonly name: "adadelta"; readonly options?: AdadeltaOptions }
  )
  & {
    /** The learning rate at the start of the schedule. */
    readonly learningRate: number;
    /** Bound on the gradients' global norm. */
    readonly clipNorm?: number;
    /** Skips rows of matrices whose gradient is zero; see {@linkcode lazy}. */
    readonly lazy?: boolean;
  };

/**
 * Creates an optimizer from a protocol.
 *
 * @param spec The optimizer as data.
 * @param apart True to treat every parameter separately, see {@linkcode eachApart}; a bound on the gradients'
 * norm applies to all gradients of a step together in any case.
 * @throws {RangeError} If the name is unknown.
 */
export function createOptimizer(spec: OptimizerSpec, apart = false): Optimizer {
  const whole = spec.lazy ? lazy(create(spec)) : create(spec);
  const optimizer = apart ? eachApart(whole) : whole;
  return spec.clipNorm === undefined ? optimizer : clipped(optimizer, spec.clipNorm);
}

function create(spec: OptimizerSpec): Optimizer {
  switch (spec.name) {
    case "sgd":
      return sgd(spec.options);
    case "adam":
      return adam(spec.options);
    case "adamw":
      return adamw(spec.options);
    case "rmsprop":
      return rmsprop(spec.options);
    case "adagrad":
      return adagrad(spec.options);
    case "adadelta":
      return adadelta(spec.options);
    default:
      throw new RangeError(
        `Cannot create optimizer '${(spec as { name: string }).name}': the optimizers are ` +
          "sgd, adam, adamw, rmsprop, adagrad, adadelta",
      );
  }
}

export { adadelta, adagrad, adam, adamw, eachApart, lazy, rmsprop, sgd };
export { clipByGlobalNorm, clipped } from "./clip.ts";
export type { Optimizer } from "./optimizer.ts";
