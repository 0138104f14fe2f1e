/** What the tests of figures of copied layers read of a figure. */
import type { TopLevelSpec } from "vega-lite";
import { renderSvg } from "./render.ts";

/** A panel as its data say it. */
export interface ReadPanel {
  /** Of all panels. */
  readonly columns: number;
  readonly height: number;
  readonly title: readonly string[];
  /** The means drawn from side to side. */
  readonly level: readonly unknown[];
  /** Method, layers copied and mean of each symbol; and with labels instead of layers. */
  readonly points: readonly unknown[][];
  readonly labelled: readonly unknown[][];
  /** Method, layers copied and reason of each sign. */
  readonly missing: readonly unknown[][];
  /** The means that lines go through, by method: a list for each line without a gap. */
  readonly joined: { readonly [method: string]: readonly unknown[][] };
  readonly ticks: readonly number[];
  /** The vertical one. */
  readonly scale: Scale;
}

interface Scale {
  readonly domain: readonly number[];
  readonly range: readonly number[];
}

interface Layer {
  readonly data: { readonly values: readonly { readonly [field: string]: unknown }[] };
  readonly mark: { readonly type: string };
  readonly encoding: {
    readonly x: { readonly axis?: { readonly values: readonly number[] } };
    readonly y: { readonly scale?: Scale };
  };
}

/**
 * Reads the panels of a figure.
 *
 * @param spec The figure.
 */
export function panelsOf(spec: TopLevelSpec): ReadPanel[] {
  const [, { vconcat: [, { columns, concat }] }] = (spec as unknown as {
    vconcat: [
      unknown,
      { vconcat: [unknown, { columns: number; concat: { height: number; layer: Layer[] }[] }] },
    ];
  }).vconcat;
  return concat.map(({ height, layer }): ReadPanel => {
    const of = (type: string) => layer.filter(({ mark }) => mark.type === type);
    const [[symbols, signs], [level], [line], titles] = ["point", "rule", "line", "text"].map(of);
    const round = (value: unknown) => typeof value === "number" ? Number(value.toFixed(9)) : value;
    const read = ({ data }: Layer, ...fields: string[]) =>
      data.values.map((value) => fields.map((field) => round(value[field])));
    const runs = Map.groupBy(line.data.values, ({ method }) => String(method));
    return {
      columns,
      height,
      title: titles.flatMap(({ data }) => data.values.map(({ text }) => String(text))),
      level: "mean" in (level.data.values[0] ?? {}) ? read(level, "mean").flat() : [],
      points: read(symbols, "method", "layers", "mean"),
      labelled: read(symbols, "method", "labels", "mean"),
      missing: read(signs, "method", "layers", "why"),
      joined: Object.fromEntries(
        [...runs].map(([method, own]) => [
          method,
          [...Map.groupBy(own, ({ segment }) => segment).values()]
            .map((run) => run.map(({ mean }) => round(mean))),
        ]),
      ),
      ticks: symbols.encoding.x.axis!.values,
      scale: symbols.encoding.y.scale!,
    };
  });
}

/**
 * Draws a figure.
 *
 * @param spec The figure.
 * @returns The SVG document with lines of one text joined by spaces.
 */
export async function textsOf(spec: TopLevelSpec): Promise<string> {
  return (await renderSvg(spec)).replaceAll(/<\/tspan><tspan[^>]*>/g, " ");
}
