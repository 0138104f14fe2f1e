import type { Draw } from "./drawing.ts";
import type { DrawingAnswer, DrawingOrder } from "./drawing_worker.ts";
import type { Figure } from "./figure.ts";

/** Threads that draw figures while this one does something else; each starts with its first drawing. */
export class DrawingThreads implements Disposable {
  readonly #threads: Worker[] = [];
  readonly #receivers: PromiseWithResolvers<string | Uint8Array>[] = [];
  /** The drawings that have been ordered, by figure and format. */
  readonly #ordered = new Map<Figure, Map<string, Promise<string | Uint8Array>>>();

  /** @param count The number of threads; one for each processor but one unless given, and four at most. */
  constructor(readonly count = Math.min(Math.max(navigator.hardwareConcurrency - 1, 1), 4)) {}

  /** Orders a drawing, which is begun at once. */
  readonly draw: Draw = (figure, format) => {
    const byFormat = this.#ordered.getOrInsertComputed(figure, () => new Map());
    return byFormat.getOrInsertComputed(format, () => {
      const receiver = Promise.withResolvers<string | Uint8Array>();
      // Whoever needs the drawing sees the error.
      receiver.promise.catch(() => {});
      const number = [...this.#ordered.keys()].indexOf(figure);
      const order = this.#receivers.push(receiver) - 1;
      const message: DrawingOrder = { order, number, figure, format };
      (this.#threads[number % this.count] ??= this.#start()).postMessage(message);
      return receiver.promise;
    });
  };

  /** Ends the threads. */
  [Symbol.dispose](): void {
    for (const thread of this.#threads) thread.terminate();
  }

  #start(): Worker {
    const thread = new Worker(new URL("./drawing_worker.ts", import.meta.url), { type: "module" });
    thread.onmessage = ({ data: { order, drawing, error } }: MessageEvent<DrawingAnswer>) => {
      const { resolve, reject } = this.#receivers[order];
      if (drawing === undefined) reject(new Error(error));
      else resolve(drawing);
    };
    thread.onerror = (event) => {
      event.preventDefault();
      for (const { reject } of this.#receivers) {
        reject(new Error(`Cannot draw figures: ${event.message}`));
      }
    };
    return thread;
  }
}
