import type { DrawnStudy } from "../figures/figure.ts";

/** The content of a page. */
export interface PageModel {
  readonly studies: readonly DrawnStudy[];
  /** The name and version of the program that makes the page, for its last line. */
  readonly generatedBy: string;
  /**
   * True if the page reloads itself and restores its state on each message of the event stream `/events` of its server;
   * otherwise it connects to no server. False unless given.
   */
  readonly live?: boolean;
}
