import type { Executor } from "../executor.ts";

/** How a device is opened. */
export interface OpenOptions {
  /** Threads of the processor that one operation may use. */
  readonly threads: number;
}

/** What the name of a device stands for. */
export interface DeviceKind {
  /** What it is, in a line. */
  readonly description: string;
  /** Whether it has one thread, whatever is asked for. */
  readonly oneThread?: boolean;
  /** Whether `auto` may take it where it works; it may, unless this says otherwise. */
  isAutomatic?(): Promise<boolean>;
  /**
   * Opens it and sees it compute.
   *
   * @throws {Error} If it does not work here: why, and what would help.
   */
  open(options: OpenOptions): Promise<Executor>;
}
