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

/** A loss over parameters and a batch, and what is predicted from the parameters. */
export interface LossDefinition<Params extends Tensors, Batch extends Tensors> {
  /** Draws the initial parameters. */
  init(random: Streams): Params;
  /** The loss of one batch, with its parts. */
  loss(params: Params, batch: Batch, scalars: ScalarTensors): Losses;
  /** Logits `[batch, classes]` for inputs `[batch, …]`; of `features` what the encoder gives, `[batch, width]`. */
  predict(params: Params, x: tf.Tensor, of?: string): tf.Tensor;
  /** The scalars that the loss reads; none unless given. */
  schedule?: Trainer["schedule"];
}

/**
 * Makes a trainer that follows the gradient of one loss in all parameters.
 *
 * @param definition The parameters, the loss and the predictions.
 * @param optimizer The rule from gradients to parameters; it reads the scalar `learning_rate`.
 */
export function trainerFromLoss<Params extends Tensors, Batch extends Tensors>(
  definition: LossDefinition<Params, Batch>,
  optimizer: Optimizer,
): Trainer {
  return {
    init(random) {
      const params = definition.init(random);
      return { params, optimizer: optimizer.init(params) };
    },
    step(state, batch, scalars) {
      const params = state.params as Params;
      const { losses, gradients } = valueAndGradients(
        (params) => definition.loss(params as Params, batch as Batch, scalars),
        params,
      );
      const next = optimizer.update(
        gradients,
        state.optimizer as Tensors,
        params,
        scalars.learning_rate,
      );
      return [
        { params: next.params, optimizer: next.state },
        { loss: losses.loss, ...losses.parts },
      ];
    },
    predict: (state, x, of) => definition.predict(state.params as Params, x, of),
    schedule: definition.schedule ?? (() => ({})),
  };
}
