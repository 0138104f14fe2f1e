import type { Paper } from "../../descriptors/paper.ts";
import type { Parameters } from "../../descriptors/parameters.ts";
import type { Figure } from "../figures/figure.ts";
import type { Study } from "../study.ts";

/** All that a page is made of. */
export interface PageModel {
  readonly studies: readonly PageStudy[];
  /** Whatever the page may have to describe; it shows those that its studies use. */
  readonly cards: readonly Card[];
  /** What made the page, as its last line says it. */
  readonly generatedBy: string;
  /**
   * Whether the page loads itself again, where it is and as it is, on each message of the event stream
   * `/events` of the server that it came from; else it speaks to no server. False unless given.
   */
  readonly live?: boolean;
}

/** A study and its drawings. */
export interface PageStudy {
  readonly study: Study;
  readonly figures: readonly Figure[];
}

/** Part of a method, described by its paper and its parameters. */
export interface Card {
  readonly kind: CardKind;
  /** As specs of runs have it. */
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  readonly params: Parameters;
}

/** What a card describes. */
export type CardKind = "method" | "weighting" | "gradient_rule" | "encoder";
