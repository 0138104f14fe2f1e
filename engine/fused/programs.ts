import type { Spec } from "../compiled/graph.ts";
import type { Program } from "../program.ts";
import type { Tree } from "../tree.ts";
import { CompiledProgram, type CompileOptions } from "./compiled_program.ts";

/** Programs that no execution uses, the last used one last. */
const kept: CompiledProgram[] = [];

/** The most programs that are kept, and the most bytes of their memories together. */
const MOST_KEPT = { programs: 32, bytes: 64e6 };

/**
 * Makes a program's memory, or returns the one that an earlier execution of the same program has left with its plans, so
 * that runs that differ only in their seed or data are compiled once.
 *
 * @param program The program; another object is another program.
 * @param shapes The shapes of its state.
 * @param options The executor's options; another object is another executor.
 * @returns The program for one execution, to be closed with {@linkcode closeProgram}.
 */
export function openProgram(
  program: Program,
  shapes: Tree<Spec>,
  options: CompileOptions,
): CompiledProgram {
  const at = kept.findIndex((other) =>
    other.program === program && other.options === options &&
    JSON.stringify(other.shapes) === JSON.stringify(shapes)
  );
  return at < 0 ? new CompiledProgram(program, shapes, options) : kept.splice(at, 1)[0];
}

/** Ends an execution's use of a program, which is kept for the next one as long as there are not too many. */
export function closeProgram(compiled: CompiledProgram): void {
  compiled.release();
  kept.push(compiled);
  const bytes = () => kept.reduce((sum, { arena }) => sum + arena.memory.buffer.byteLength, 0);
  while (kept.length > MOST_KEPT.programs || bytes() > MOST_KEPT.bytes) kept.shift()!.close();
}
