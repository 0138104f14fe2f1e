/**
 * The program of a drawing thread: draws the figures of its messages, one after another, and answers each.
 *
 * @module
 */
import { draw, type DrawingFormat } from "./drawing.ts";
import type { Figure } from "./figure.ts";

/** The order to draw a figure. */
export interface DrawingOrder {
  /** The place of the answer's receiver. */
  readonly order: number;
  /** The figure's number: figures of one number are equal. */
  readonly number: number;
  readonly figure: Figure;
  readonly format: DrawingFormat;
}

/** The answer to an order: the drawing, or the reason why there is none. */
export interface DrawingAnswer {
  readonly order: number;
  readonly drawing?: string | Uint8Array;
  readonly error?: string;
}

const scope = globalThis as unknown as Worker;
const figures = new Map<number, Figure>();
/** Vega's numbers of clips and gradients are those of a process: drawings must not overlap. */
let last = Promise.resolve();

scope.onmessage = ({ data }: MessageEvent<DrawingOrder>) => {
  last = last.then(async () => scope.postMessage(await answerTo(data)));
};

async function answerTo({ order, number, figure, format }: DrawingOrder): Promise<DrawingAnswer> {
  try {
    return { order, drawing: await draw(figures.getOrInsert(number, figure), format) };
  } catch (error) {
    return { order, error: (error as Error).message };
  }
}
