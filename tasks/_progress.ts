// @ts-types="@types/cli-progress"
import { SingleBar } from "cli-progress";
import { terminalText } from "../reports/escapes/terminal.ts";
import { duration } from "../runs/duration.ts";
import { printNote } from "./_print.ts";
import { isInteractive } from "./_terminal.ts";

/** The progress display of the runs, on standard error. */
export interface Progress {
  /** A run has ended. */
  ran(line: string): void;
  /** Prints a note while runs continue. */
  note(line: string): void;
  /** Updates the number of finished runs, including fractions of current ones. */
  moved(done: number): void;
  stop(): void;
}

/**
 * Shows progress: a live bar on a terminal, a line for every run elsewhere and on a dumb terminal.
 *
 * @param total Number of runs to make.
 */
export function showProgress(total: number): Progress {
  const began = performance.now();
  let done = 0;
  let ended = 0;
  const pace = (): { rate: string; left: string } => {
    const minutes = (performance.now() - began) / 60_000;
    if (done === 0) return { rate: "–", left: "–" };
    return {
      rate: (done / minutes).toFixed(1),
      left: duration(60 * minutes / done * (total - done)),
    };
  };

  if (!isInteractive(Deno.stderr)) {
    return {
      ran(line) {
        ended++;
        done = Math.max(done, ended);
        const left = ended < total ? `, about ${pace().left} left` : "";
        printNote(`[${ended}/${total}] ${line}${left}`);
      },
      note: (line) => printNote(line),
      moved: (value) => done = value,
      stop() {},
    };
  }

  const bar = new SingleBar({
    format: "{bar} {ended}/{total} runs | {rate} a minute | {left} left | {line}",
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    linewrap: false,
  });
  bar.start(total, 0, { ended, line: "", ...pace() });
  return {
    ran(line) {
      ended++;
      bar.update({ ended, line: terminalText(line), ...pace() });
    },
    note: (line) => bar.update({ line, ...pace() }),
    moved(value) {
      done = value;
      bar.update(value, pace());
    },
    stop: () => bar.stop(),
  };
}
