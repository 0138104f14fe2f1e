import type { TopLevelSpec } from "vega-lite";
import type { Study } from "../inference/study.ts";

/** A kind of figure: what it draws of a study. One file each. */
export interface FigureKind {
  /** The file's stem. */
  readonly name: string;
  /** What it shows: one sentence. */
  readonly describe: string;
  /** All figures of the kind; none where there is nothing to see. */
  draw(study: Study): readonly Figure[];
}

/** A drawing of a study. */
export interface Figure {
  /** Unlike all others of the study, the kind's name, and what tells it from others of the kind. */
  readonly name: string;
  /** What is drawn, of what and under which selection rule: a caption, and the text for who cannot see it. */
  readonly title: string;
  /** In Vega-Lite with its data inside, on white; at 96 pixels an inch 336 wide for one column of a paper, 672 for two. */
  readonly spec: TopLevelSpec;
}
