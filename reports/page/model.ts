import type { Figure } from "../figures/figure.ts";
import type { Study } from "../inference/study.ts";

/** All that a page is made of. */
export interface PageModel {
  readonly studies: readonly PageStudy[];
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
