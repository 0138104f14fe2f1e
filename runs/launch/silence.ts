/**
 * A watchdog: calls back after a time without a message. Time is counted in ticks, so it does not advance while this
 * process is stopped or the machine is asleep.
 */
export class Silence {
  static readonly #TICKS = 20;
  #ticks = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /**
   * @param milliseconds The longest silence allowed.
   * @param onTooLong Called at every tick after that, until the watch ends.
   */
  constructor(readonly milliseconds: number, readonly onTooLong: () => void) {}

  /** True if the silence has lasted too long. */
  get tooLong(): boolean {
    return this.#ticks >= Silence.#TICKS;
  }

  /** Starts the watch. */
  begin(): void {
    this.#ticks = 0;
    this.#timer ??= setInterval(() => {
      this.#ticks++;
      if (this.tooLong) this.onTooLong();
    }, this.milliseconds / Silence.#TICKS);
  }

  /** Resets the watch after a message. */
  heard(): void {
    this.#ticks = 0;
  }

  /** Ends the watch. */
  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
