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

/** An optimizer as plain data, the way a protocol states it. */
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
    /** The learning rate that the schedule starts from. */
    readonly learningRate: number;
    /** A bound on the gradients' global norm. */
    readonly clipNorm?: number;
    /** Leaves rows of matrices alone whose gradient is zero; see {@linkcode lazy}. */
    readonly lazy?: boolean;
  };

/**
 * Makes the optimizer that a protocol states.
 *
 * @param spec The optimizer as data.
 * @param apart Whether it treats every parameter by itself, see {@linkcode eachApart}; a bound on the
 * gradients' norm is that of all gradients of a step in any case.
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
