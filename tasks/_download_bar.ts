// @ts-types="@types/cli-progress"
import { SingleBar } from "cli-progress";

/** A stream that text is written to, as `process.stdout` is. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** The progress of one download. */
export interface DownloadBar {
  /** Tells how many bytes are at hand, of how many. */
  update(received: number, total: number): void;
  /** Ends the display. */
  stop(): void;
}

/**
 * Shows the progress of a download: a bar on a terminal, now and then a line elsewhere.
 *
 * @param name The file's name.
 * @param output Where to show it.
 * @returns The bar; it appears with its first update.
 */
export function downloadBar(name: string, output: Output): DownloadBar {
  const bar = new SingleBar({
    format: `${name} {bar} {percentage}% | {value} of {total}{pace}`,
    formatValue: (value: number, _options: unknown, type: string) =>
      type === "value" || type === "total" ? megabytes(value) : String(value),
    barsize: 20,
    // It needs no more of a stream than this.
    stream: output as NodeJS.WritableStream,
    noTTYOutput: true,
    // On a terminal the bar gives way to the line of the finished file.
    clearOnComplete: true,
    // An interrupt must leave the terminal as it was.
    linewrap: true,
  });
  let start: { readonly time: number; readonly received: number } | undefined;
  return {
    update(received, total) {
      if (start === undefined) {
        start = { time: Date.now(), received };
        bar.start(total, received, { pace: "" });
        return;
      }
      const rate = (received - start.received) / (Date.now() - start.time) * 1000;
      const left = Math.ceil((total - received) / rate);
      const pace = Number.isFinite(left) ? ` | ${megabytes(rate)}/s | ${left} s left` : "";
      bar.update(received, { pace });
    },
    stop: () => bar.stop(),
  };
}

/**
 * Writes a size for people.
 *
 * @param bytes The size.
 * @returns `1.1 MB`, or `0.4 kB` below a tenth of a megabyte.
 */
export function megabytes(bytes: number): string {
  return bytes >= 1e5 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e3).toFixed(1)} kB`;
}
