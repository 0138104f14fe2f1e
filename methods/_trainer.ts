import {
  type Losses,
  type Optimizer,
  type ScalarTensors,
  type Streams,
  type Tensors,
  type tf,
  valueAndGradients,
} from "../engine/mod.ts";
import type { Trainer } from "./method.ts";

/** A loss over parameters and a batch, and the predictions of the parameters. */
export interface LossDefinition<
  Params extends Tensors,
  Batch extends Tensors,
  Fixed extends Tensors = Tensors,
> {
  /** Draws the initial parameters. */
  init(random: Streams): Params;
  /** Returns parameters that are never trained; by default none. */
  fixed?(): Fixed;
  /** Computes the loss of one batch, with its parts. */
  loss(params: Params & Fixed, batch: Batch, scalars: ScalarTensors): Losses;
  /** Computes logits `[batch, classes]` for inputs `[batch, …]`; with `of = "features"` features `[batch, width]`. */
  predict(params: Params & Fixed, x: tf.Tensor, of?: string): tf.Tensor;
  /** Returns the scalars that the loss reads; by default none. */
  schedule?: Trainer["schedule"];
}

/**
 * Makes a trainer that follows the gradient of one loss in all parameters but the fixed ones.
 *
 * @param definition The parameters, the loss and the predictions.
 * @param optimizer The update of the parameters from their gradients; it reads the scalar `learning_rate`.
 */
export function trainerFromLoss<
  Params extends Tensors,
  Batch extends Tensors,
  Fixed extends Tensors = Tensors,
>(
  definition: LossDefinition<Params, Batch, Fixed>,
  optimizer: Optimizer,
): Trainer {
  const whole = (params: Tensors, fixed: Tensors) => ({ ...params, ...fixed }) as Params & Fixed;
  return {
    init(random) {
      const params = definition.init(random);
      return { params, fixed: definition.fixed?.() ?? {}, optimizer: optimizer.init(params) };
    },
    step(state, batch, scalars) {
      const [params, fixed] = [state.params as Params, state.fixed as Tensors];
      const { losses, gradients } = valueAndGradients(
        (params) => definition.loss(whole(params, fixed), batch as Batch, scalars),
        params,
      );
      const next = optimizer.update(
        gradients,
        state.optimizer as Tensors,
        params,
        scalars.learning_rate,
      );
      return [
        { params: next.params, fixed, optimizer: next.state },
        { loss: losses.loss, ...losses.parts },
      ];
    },
    predict: ({ params, fixed }, x, of) =>
      definition.predict(whole(params as Tensors, fixed as Tensors), x, of),
    schedule: definition.schedule ?? (() => ({})),
  };
}
