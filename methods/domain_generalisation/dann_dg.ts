import { ganin2016 } from "../../descriptors/papers.ts";
import { tf } from "../../engine/mod.ts";
import { crossEntropy } from "../_classification.ts";
import {
  type Discriminator,
  discriminatorSize,
  domainDiscriminator,
  domainLabels,
} from "../_domain_discriminator.ts";
import { gradientReversal } from "../_gradient_reversal.ts";
import { reversalParameters, reversalSchedule } from "../_reversal_schedule.ts";
import { defineGeneralisation } from "./_method.ts";
import { learnFromDomains, meanOf, passesOf } from "./_trainer.ts";

/**
 * Domain-adversarial training between the training domains.
 *
 * L = (1/n) Σₑ Rₑ + crossEntropy(domain of R_λ(features)), with R_λ the gradient reversal layer and one class for each
 * training domain (Ganin et al. 2016, eq. 18, which has two: a source and the target). λ rises from 0 as in `dann`.
 *
 * Departure from DomainBed, which updates the discriminator by an optimizer of its own, with a penalty on its gradients and in
 * steps of its own: both learn in one step.
 */
export default defineGeneralisation({
  name: "dann_dg",
  title: "Domain-adversarial training between the training domains",
  paper: ganin2016,
  setting: "domain_generalisation",
  params: { ...reversalParameters, ...discriminatorSize },
  create(values, problem, encoder, optimizer) {
    const discriminator = domainDiscriminator(values, problem.domains);
    return learnFromDomains(
      {
        init: (random): { discriminator: Discriminator } => ({
          discriminator: discriminator.init(random, encoder.width),
        }),
        loss(params, domains, { scalars }) {
          const passes = passesOf(encoder, params, domains);
          const classification = meanOf(passes.map(({ risk }) => risk));
          const features = tf.concat(passes.map(({ features }) => features));
          const domain = crossEntropy(
            discriminator.logits(
              params.discriminator,
              gradientReversal(features, scalars.adaptation),
            ),
            domainLabels(...passes.map(({ features }) => features.shape[0])),
          );
          return { loss: tf.add(classification, domain), parts: { classification, domain } };
        },
        schedule: reversalSchedule(values),
      },
      problem,
      encoder,
      optimizer,
    );
  },
});
