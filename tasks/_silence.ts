/**
 * Calls back where nothing has been heard for some time. Time is counted in ticks, so that none passes while this
 * process itself is stopped, or the machine asleep.
 */
export class Silence {
  static readonly #TICKS = 20;
  #ticks = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /**
   * @param milliseconds How long it may last.
   * @param onTooLong Is called where it lasts longer, until it ends.
   */
  constructor(readonly milliseconds: number, readonly onTooLong: () => void) {}

  /** Whether it has lasted for too long. */
  get tooLong(): boolean {
    return this.#ticks >= Silence.#TICKS;
  }

  /** From now on something is to be heard. */
  begin(): void {
    this.#ticks = 0;
    this.#timer ??= setInterval(() => {
      this.#ticks++;
      if (this.tooLong) this.onTooLong();
    }, this.milliseconds / Silence.#TICKS);
  }

  /** Something has been heard. */
  heard(): void {
    this.#ticks = 0;
  }

  /** Nothing need be heard. */
  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
