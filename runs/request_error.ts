/** An error of what is asked for, not of the system: it names something that does not exist or cannot be combined. */
export class RequestError extends RangeError {
  override name = "RequestError";
}
