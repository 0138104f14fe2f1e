import type { TopLevelSpec } from "vega-lite";
import type { Study } from "../inference/study.ts";

/** A kind of figure. A file of this folder with a default export is one; `deno task gen` finds it. */
export interface FigureKind {
  /** The file's stem. */
  readonly name: string;
  /** Position among the figures of a study, ascending: the most informative come first. */
  readonly place: number;
  /** The content of its figures, in a sentence. */
  readonly describe: string;
  /** Draws the figures of the kind; none if the study has nothing to show. */
  draw(study: Study): readonly Figure[];
}

/** A study with its figures. */
export interface DrawnStudy {
  readonly study: Study;
  readonly figures: readonly Figure[];
}

/** A drawing of a study. */
export interface Figure {
  /** A unique name within the study: that of the kind, followed by a distinction if the kind has several figures. */
  readonly name: string;
  /** The content, the study and the selection rule: the caption, and the text for readers who cannot see the figure. */
  readonly title: string;
  /**
   * The figure in Vega-Lite with its data inside, on white, at 96 pixels an inch: 336 pixels wide for one column of a
   * paper, 672 for two.
   */
  readonly spec: TopLevelSpec;
}
