// @ts-types="@types/cli-progress"
import { SingleBar } from "cli-progress";

/** A text stream such as `process.stdout`. */
export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** The progress display of one download. */
export interface DownloadBar {
  /** Shows the number of bytes received, of the total. */
  update(received: number, total: number): void;
  /** Ends the display. */
  stop(): void;
}

/**
 * Shows the progress of a download: a bar on a terminal, a line at intervals elsewhere.
 *
 * @param name The file's name.
 * @param output The stream to write to.
 * @returns The bar; it appears with its first update.
 */
export function downloadBar(name: string, output: Output): DownloadBar {
  const bar = new SingleBar({
    format: `${name} {bar} {percentage}% | {value} of {total}{pace}`,
    formatValue: (value: number, _options: unknown, type: string) =>
      type === "value" || type === "total" ? megabytes(value) : String(value),
    barsize: 20,
    // The bar uses only these parts of a stream.
    stream: output as NodeJS.WritableStream,
    noTTYOutput: true,
    // On a terminal the line of the finished file replaces the bar.
    clearOnComplete: true,
    // An interrupt must leave the terminal unchanged.
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
 * Formats a size in bytes.
 *
 * @param bytes The size.
 * @returns `1.1 MB`, or `0.4 kB` below a tenth of a megabyte.
 */
export function megabytes(bytes: number): string {
  return bytes >= 1e5 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e3).toFixed(1)} kB`;
}
