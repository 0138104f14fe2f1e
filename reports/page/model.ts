import type { DrawnStudy } from "../figures/figure.ts";

/** The content of a page. */
export interface PageModel {
  readonly studies: readonly DrawnStudy[];
  /** What made the page, as its last line says it. */
  readonly generatedBy: string;
  /**
   * Whether the page loads itself again, where it is and as it is, on each message of the event stream
   * `/events` of the server that it came from; else it speaks to no server. False unless given.
   */
  readonly live?: boolean;
}
