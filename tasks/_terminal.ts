/** Columns of what is no terminal, and of a terminal that does not say how many it has. */
const COLUMNS = 120;

/** What decides how a stream is written to; that of this process unless given. */
export interface Surroundings {
  /** The variables TERM and COLUMNS. */
  readonly variables?: { readonly TERM?: string; readonly COLUMNS?: string };
  /** What the terminal says of its width; pseudo terminals of CI and of `docker exec -t` say 0. */
  readonly consoleColumns?: () => number;
}

const own = (): Required<Surroundings> => ({
  variables: { TERM: Deno.env.get("TERM"), COLUMNS: Deno.env.get("COLUMNS") },
  consoleColumns: () => Deno.consoleSize().columns,
});

/** A stream that may be a terminal. */
type Stream = Pick<typeof Deno.stdout, "isTerminal">;

/** Whether escape sequences mean something there: on a terminal that does not call itself dumb. */
export function isInteractive(
  stream: Stream,
  { variables = own().variables }: Surroundings = {},
): boolean {
  return stream.isTerminal() && variables.TERM !== "dumb";
}

/** Whether standard output is coloured. */
export function colors(): boolean {
  return isInteractive(Deno.stdout) && !Deno.noColor;
}

/**
 * The columns that a stream's lines may take: the terminal's; where there is none, or it does not say, those of the
 * variable COLUMNS, else 120.
 */
export function columnsOf(
  stream: Stream,
  { variables = own().variables, consoleColumns = own().consoleColumns }: Surroundings = {},
): number {
  const said = stream.isTerminal() ? consoleColumns() : 0;
  if (said > 0) return said;
  return /^[1-9]\d{0,4}$/.test(variables.COLUMNS ?? "") ? Number(variables.COLUMNS) : COLUMNS;
}
