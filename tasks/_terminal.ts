import type { TerminalOptions } from "../reports/tables/table.ts";

/** The number of columns without a terminal, or of a terminal that does not report its width. */
const COLUMNS = 120;

/** The facts that determine a stream's layout; default: those of this process. */
export interface Surroundings {
  /** The variables TERM and COLUMNS. */
  readonly variables?: { readonly TERM?: string; readonly COLUMNS?: string };
  /** Returns the width that the terminal reports; pseudo terminals of CI and of `docker exec -t` report 0. */
  readonly consoleColumns?: () => number;
}

const own = (): Required<Surroundings> => ({
  variables: { TERM: Deno.env.get("TERM"), COLUMNS: Deno.env.get("COLUMNS") },
  consoleColumns: () => Deno.consoleSize().columns,
});

/** A stream that may be a terminal. */
type Stream = Pick<typeof Deno.stdout, "isTerminal">;

/** True if the stream is a terminal that interprets escape sequences: TERM is not `dumb`. */
export function isInteractive(
  stream: Stream,
  { variables = own().variables }: Surroundings = {},
): boolean {
  return stream.isTerminal() && variables.TERM !== "dumb";
}

/** True if standard output is coloured. */
export function colors(): boolean {
  return isInteractive(Deno.stdout) && !Deno.noColor;
}

/**
 * Returns the number of columns for a stream's lines: the terminal's; if there is none or it does not report a width, the
 * variable COLUMNS, otherwise 120.
 */
export function columnsOf(
  stream: Stream,
  { variables = own().variables, consoleColumns = own().consoleColumns }: Surroundings = {},
): number {
  const reported = stream.isTerminal() ? consoleColumns() : 0;
  if (reported > 0) return reported;
  return /^[1-9]\d{0,4}$/.test(variables.COLUMNS ?? "") ? Number(variables.COLUMNS) : COLUMNS;
}

/** Returns the layout of tables on standard output. */
export function terminalOptions(): TerminalOptions {
  return { color: colors(), width: columnsOf(Deno.stdout) };
}
