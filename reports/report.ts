import type { RunRecord } from "../records/record.ts";
import { markdownReport } from "./exports/md.ts";
import { type Sources, studiesOf } from "./inference/studies.ts";
import type { Study } from "./inference/study.ts";

/** A report on records. */
export interface Report {
  /** The comparisons of the records, by suite and protocol. */
  readonly studies: readonly Study[];
  /** All tables, in Markdown. */
  readonly markdown: string;
}

/**
 * Reports on the records of one or more suites.
 *
 * @param records The records, such as those of a results folder.
 * @param sources A catalogue and the records' predictions.
 * @throws {RangeError} If records of one suite cannot be compared.
 */
export async function report(records: readonly RunRecord[], sources: Sources): Promise<Report> {
  const studies = await studiesOf(records, sources);
  const markdown = markdownReport("Report", studies.map((study) => ({ study, figures: [] })));
  return { studies, markdown };
}
