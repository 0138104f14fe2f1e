import { defineGeneralisation } from "./_method.ts";
import { learnFromDomains, meanOf, passesOf } from "./_trainer.ts";

/**
 * Empirical risk minimisation: the rows of all training domains are learned as if they were of one, the baseline of
 * every gain.
 *
 * L = (1/n) Σₑ Rₑ, with Rₑ the mean cross-entropy of the rows of domain e (Vapnik 1998; the comparison of all other
 * methods with it under one protocol: Gulrajani & Lopez-Paz 2021).
 *
 * @see {@link https://arxiv.org/abs/2007.01434}
 */
export default defineGeneralisation({
  name: "erm",
  title: "Empirical risk minimisation",
  paper: {
    title: "In Search of Lost Domain Generalization",
    authors: ["Gulrajani", "Lopez-Paz"],
    venue: "ICLR",
    year: 2021,
    url: "https://arxiv.org/abs/2007.01434",
  },
  setting: "domain_generalisation",
  params: {},
  create(_values, problem, encoder, optimizer) {
    return learnFromDomains(
      {
        loss: (params, domains) => ({
          loss: meanOf(passesOf(encoder, params, domains).map(({ risk }) => risk)),
          parts: {},
        }),
      },
      problem,
      encoder,
      optimizer,
    );
  },
});
