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
export interface LossDefinition<
  Params extends Tensors,
  Batch extends Tensors,
  Fixed extends Tensors = Tensors,
> {
  /** Draws the initial parameters. */
  init(random: Streams): Params;
  /** What stands beside the parameters and is never trained; nothing unless given. */
  fixed?(): Fixed;
  /** The loss of one batch, with its parts. */
  loss(params: Params & Fixed, batch: Batch, scalars: ScalarTensors): Losses;
  /** Logits `[batch, classes]` for inputs `[batch, …]`; of `features` what the encoder gives, `[batch, width]`. */
  predict(params: Params & Fixed, x: tf.Tensor, of?: string): tf.Tensor;
  /** The scalars that the loss reads; none unless given. */
  schedule?: Trainer["schedule"];
}

/**
 * Makes a trainer that follows the gradient of one loss in all parameters, but for those that are fixed.
 *
 * @param definition The parameters, the loss and the predictions.
 * @param optimizer The rule from gradients to parameters; it reads the scalar `learning_rate`.
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
