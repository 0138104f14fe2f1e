import type { Draw } from "../figures/drawing.ts";
import type { DrawnStudy } from "../figures/figure.ts";

/** The content of a report. */
export interface ReportContent {
  readonly title: string;
  readonly studies: readonly DrawnStudy[];
  /** The name and version of the program that makes the report. */
  readonly generatedBy: string;
  /** Draws figures in other threads, from the moment that files are listed; by default they are drawn in this one. */
  readonly draw?: Draw;
}

/** A file of a report. */
export interface ReportFile {
  /** The path in the report's folder, with slashes. */
  readonly path: string;
  /** Renders the file. */
  readonly content: () => FileContent | Promise<FileContent>;
}

/** Text is written as UTF-8. */
export type FileContent = string | Uint8Array;

/** A file format of reports. A file of this folder with a default export is one; `deno task gen` finds it. */
export interface Export {
  /** The file's stem, the name of the format on the command line and the extension of its files. */
  readonly name: string;
  /** The files and their content, in a phrase for the help. */
  readonly describe: string;
  /** Lists the files; nothing is rendered here before their content is requested. */
  render(content: ReportContent): readonly ReportFile[];
}
