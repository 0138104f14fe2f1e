import type { Api } from "./api.ts";

/** ONNX Runtime in this process. */
export interface Runtime {
  /** The library's version: `1.30.0`. */
  readonly version: string;
  /**
   * Opens a session, which executes the model's graph as it is, one operation after the other.
   *
   * @param model The content of an `.onnx` file; it is not needed afterwards.
   * @throws {Error} With ONNX Runtime's own text, if the model is not valid.
   */
  open(model: Uint8Array, options: NativeOptions): NativeSession;
}

/** Settings of a session. */
export interface NativeOptions {
  /** Threads that compute one operation, the calling one among them; sessions of as many threads share them. */
  readonly threads: number;
  /** Lets waiting threads spin on their core, for less delay; true by default. */
  readonly spins?: boolean;
  /** Keeps work space between calls, up to twice the need of a call; false saves memory and is slower. Default: true. */
  readonly keepsWorkSpace?: boolean;
}

/** A model, ready to run. */
export interface NativeSession {
  /**
   * Says where the arrays lie that runs read and write.
   *
   * An output may lie where an input lies, so that a state is updated in place: then every operation that reads the input
   * must come before the one that writes the output, or be that one and elementwise.
   *
   * @param inputs A place for each input of the model.
   * @param outputs A place for each output that is wanted.
   * @throws {RangeError} If a place has more or fewer bytes than its type and shape say.
   * @throws {Error} With ONNX Runtime's own text, if the model has no input of a name.
   */
  bind(inputs: Places, outputs: Places): Bound;
  /** Ends the session and everything that is bound to it; a second call does nothing. */
  close(): void;
}

/** Places by the names of inputs or outputs. */
export type Places = { readonly [name: string]: Place };

/** An array over memory that never moves: a view of a WebAssembly memory that does not grow, or an own buffer. */
export interface Place {
  readonly type: keyof typeof elements;
  readonly shape: readonly number[];
  /** The elements, row by row; a bool is a byte, 0 or 1. */
  readonly data: ArrayBufferView;
}

/** A session with places for its inputs and outputs. */
export interface Bound {
  /**
   * Computes the outputs from what is in the inputs' places now.
   *
   * @throws {Error} With ONNX Runtime's own text, if names, types or shapes are not the model's, or a computation fails.
   */
  run(): void;
  /** Gives the places up; a second call does nothing. */
  free(): void;
}

/** ONNX's number of each element type, and an element's bytes. */
const elements = {
  float32: { number: 1, bytes: 4 },
  uint8: { number: 2, bytes: 1 },
  int32: { number: 6, bytes: 4 },
  int64: { number: 7, bytes: 8 },
  bool: { number: 9, bytes: 1 },
} as const;

/** Values of the C API's enums. */
const SEQUENTIAL = 0, NOT_OPTIMIZED = 0, FATAL = 4, DEVICE_ALLOCATOR = 0, DEFAULT_MEMORY = 0;

/**
 * The environment of all open sessions. A process can have only one, with one pool of threads: pools of idle sessions would
 * spin on the cores that another session computes on.
 */
interface Environment {
  readonly env: Deno.PointerObject;
  /** The threads and spinning of the pool, those of the first session. */
  readonly pool: Pick<NativeOptions, "threads" | "spins">;
  /** The number of open sessions. */
  sessions: number;
}

/** Returns the runtime of a library. */
export function runtimeOf(api: Api): Runtime {
  let environment: Environment | undefined;
  const memory = created((address) =>
    api.CreateCpuMemoryInfo.call(DEVICE_ALLOCATOR, DEFAULT_MEMORY, address)
  );
  return {
    version: api.version,
    open(model, options) {
      const environment = enter(options);
      let session: Deno.PointerObject;
      try {
        session = createSession(environment, model as Uint8Array<ArrayBuffer>, options);
      } catch (error) {
        leave(environment);
        throw error;
      }
      let open = true;
      /** The open bindings, each with the memory that must not be collected. */
      const bounds = new Map<Bound, ArrayBufferLike[]>();
      return {
        bind(inputs, outputs) {
          if (!open) throw new Error("cannot bind: the session has been closed");
          const binding = createBinding(session, inputs, outputs);
          const bound: Bound = {
            run() {
              if (!bounds.has(bound)) throw new Error("cannot run: the places have been given up");
              check(api.RunWithBinding.call(session, null, binding));
            },
            free() {
              if (bounds.delete(bound)) api.ReleaseIoBinding.call(binding);
            },
          };
          const places = [...Object.values(inputs), ...Object.values(outputs)];
          bounds.set(bound, places.map(({ data }) => data.buffer));
          return bound;
        },
        close() {
          if (!open) return;
          open = false;
          for (const bound of bounds.keys()) bound.free();
          api.ReleaseSession.call(session);
          leave(environment);
        },
      };
    },
  };

  /** Joins the environment of the open sessions, which the first one makes. */
  function enter({ threads, spins = true }: NativeOptions): Environment {
    environment ??= { env: createEnv(threads, spins), pool: { threads, spins }, sessions: 0 };
    environment.sessions++;
    return environment;
  }

  /** Ends the environment with its last session, so that the next one may have other threads. */
  function leave(left: Environment): void {
    if (--left.sessions > 0) return;
    api.ReleaseEnv.call(left.env);
    environment = undefined;
  }

  function createEnv(threads: number, spins: boolean): Deno.PointerObject {
    const pools = created((address) => api.CreateThreadingOptions.call(address));
    try {
      check(api.SetGlobalIntraOpNumThreads.call(pools, threads));
      check(api.SetGlobalInterOpNumThreads.call(pools, 1));
      check(api.SetGlobalSpinControl.call(pools, Number(spins)));
      check(api.SetGlobalDenormalAsZero.call(pools));
      const env = created((address) =>
        api.CreateEnvWithGlobalThreadPools.call(FATAL, text("graft"), pools, address)
      );
      // On Windows the environment variable says nothing.
      check(api.DisableTelemetryEvents.call(env));
      return env;
    } finally {
      api.ReleaseThreadingOptions.call(pools);
    }
  }

  function createSession(
    { env, pool }: Omit<Environment, "sessions">,
    model: Uint8Array<ArrayBuffer>,
    { threads, spins = true, keepsWorkSpace = true }: NativeOptions,
    shares = threads > 1 && threads === pool.threads && spins === pool.spins,
  ): Deno.PointerObject {
    const options = created((address) => api.CreateSessionOptions.call(address));
    try {
      check(api.SetSessionExecutionMode.call(options, SEQUENTIAL));
      // The lowering has already optimized; ONNX Runtime's layout changes would cost more than they save.
      check(api.SetSessionGraphOptimizationLevel.call(options, NOT_OPTIMIZED));
      // All other errors are thrown.
      check(api.SetSessionLogSeverityLevel.call(options, FATAL));
      if (!keepsWorkSpace) check(api.DisableCpuMemArena.call(options));
      if (shares) check(api.DisablePerSessionThreads.call(options));
      check(api.SetIntraOpNumThreads.call(options, threads));
      check(api.SetInterOpNumThreads.call(options, 1));
      const entries = {
        "session.intra_op.allow_spinning": spins ? "1" : "0",
        // Set by the process's first session for the thread that opens it, on x86: what runs there later has no subnormal
        // numbers either. Moving averages of gradients that have vanished would be many times as slow with them.
        "session.set_denormal_as_zero": "1",
      };
      for (const [name, value] of Object.entries(entries)) {
        check(api.AddSessionConfigEntry.call(options, text(name), text(value)));
      }
      return created((address) =>
        api.CreateSessionFromArray.call(env, model, BigInt(model.length), options, address)
      );
    } catch (error) {
      // onnxruntime-node's binding, if it is in use too, has made the process's environment, without a pool.
      if (!shares || !/EnvCreatedWithGlobalThreadPools/.test((error as Error).message)) throw error;
      return createSession({ env, pool }, model, { threads, spins, keepsWorkSpace }, false);
    } finally {
      api.ReleaseSessionOptions.call(options);
    }
  }

  /** Binds tensors over places; a binding copies the names and shares the tensors. */
  function createBinding(
    session: Deno.PointerObject,
    inputs: Places,
    outputs: Places,
  ): Deno.PointerObject {
    const binding = created((address) => api.CreateIoBinding.call(session, address));
    try {
      for (const [places, bind] of [[inputs, api.BindInput], [outputs, api.BindOutput]] as const) {
        for (const [name, place] of Object.entries(places)) {
          const tensor = createTensor(name, place);
          try {
            check(bind.call(binding, text(name), tensor));
          } finally {
            api.ReleaseValue.call(tensor);
          }
        }
      }
      return binding;
    } catch (error) {
      api.ReleaseIoBinding.call(binding);
      throw error;
    }
  }

  function createTensor(name: string, { type, shape, data }: Place): Deno.PointerObject {
    const { number, bytes } = elements[type];
    const size = shape.reduce((size, length) => size * length, bytes);
    if (size !== data.byteLength) {
      throw new RangeError(
        `${name}: ${type} [${shape}] takes ${size} bytes, and its place has ${data.byteLength}`,
      );
    }
    const lengths = BigInt64Array.from(shape, BigInt);
    return created((address) =>
      api.CreateTensorWithDataAsOrtValue.call(
        ...[
          memory,
          addressOf(data),
          BigInt(size),
          lengths,
          BigInt(shape.length),
          number,
          address,
        ] as const,
      )
    );
  }

  /** Returns the object that a function creates and whose address it writes. */
  function created(
    create: (address: BigUint64Array<ArrayBuffer>) => Deno.PointerValue,
  ): Deno.PointerObject {
    const address = new BigUint64Array(1);
    check(create(address));
    return Deno.UnsafePointer.create(address[0])!;
  }

  /** Throws the error that a status holds, which is released. */
  function check(status: Deno.PointerValue): void {
    if (status === null) return;
    const message = Deno.UnsafePointerView.getCString(api.GetErrorMessage.call(status)!);
    api.ReleaseStatus.call(status);
    throw new Error(message);
  }
}

/** Returns a string as C has it. */
function text(string: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`${string}\0`);
}

/** Returns the address of a view's elements. */
function addressOf({ buffer, byteOffset }: ArrayBufferView): Deno.PointerValue {
  // A small array's elements may lie among the objects that the collector moves, until its buffer is asked for.
  const start = Deno.UnsafePointer.of(buffer as ArrayBuffer);
  return start && Deno.UnsafePointer.offset(start, byteOffset);
}
