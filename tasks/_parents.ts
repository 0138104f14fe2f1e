/** A process on this machine. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  /** Program and arguments. */
  readonly command: string;
}

/** Milliseconds between two checks. */
const INTERVAL = 2000;

/** An absolute path, because Deno prints a warning if a command without path is missing, as in slim containers. */
const PS = "/bin/ps";

/**
 * Watches the processes that started this one, such as npx, npm's deno and `deno task`, and calls back once when one of
 * them has ended: a signal to the first does not always reach the last. Without `ps`, only the parent is watched, and only
 * under `deno task` or npm.
 *
 * @param onEnd Called when one of them has ended.
 * @returns A function that ends the watch.
 */
export async function watchParents(onEnd: () => void): Promise<() => void> {
  const processes = await processTable(["-A"]);
  const pairs = processes?.some(({ pid }) => pid === Deno.pid)
    ? parentsOf(processes, Deno.pid)
    : Deno.env.get("INIT_CWD")
    ? [{ pid: Deno.pid, parent: Deno.ppid }]
    : [];
  if (pairs.length === 0) return () => {};
  const [own, ...above] = pairs;
  const timer = setInterval(async () => {
    if (Deno.ppid === own.parent && await areAsBefore(above)) return;
    clearInterval(timer);
    onEnd();
  }, INTERVAL);
  return () => clearInterval(timer);
}

/**
 * Finds the processes that started a process: its parent and the ancestors that run `deno task`. A shell at the top
 * does not count: its children may outlive it, by nohup or in the background.
 *
 * @param processes All processes of the machine.
 * @param pid The process.
 * @returns The process and those that started it, each with its parent, from the process upwards.
 */
export function parentsOf(
  processes: readonly Process[],
  pid: number,
): Pick<Process, "pid" | "parent">[] {
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  const above: Process[] = [];
  let process = byPid.get(pid);
  const pairs: Process[] = [];
  while (process) {
    const parent = byPid.get(process.parent);
    if (!parent || (above.length > 0 && !runsTask(parent))) break;
    pairs.push(process);
    above.push(parent);
    process = parent;
  }
  while (above.length > 0 && isShell(above.at(-1)!)) {
    above.pop();
    pairs.pop();
  }
  return pairs.map(({ pid, parent }) => ({ pid, parent }));
}

/** `deno task bench`, `npm exec deno@2.9.6 task bench`, `sh -c 'deno' task bench`. */
function runsTask({ command }: Process): boolean {
  return /\bdeno\b.*\stask\s/s.test(command);
}

function isShell({ command }: Process): boolean {
  return /^-?(\S*\/)?(ba|da|z|k|c|tc|fi|a)?sh(\s|$)/.test(command);
}

async function areAsBefore(pairs: readonly Pick<Process, "pid" | "parent">[]): Promise<boolean> {
  if (pairs.length === 0) return true;
  const now = await processTable(["-p", pairs.map(({ pid }) => pid).join(",")]);
  return !now ||
    pairs.every(({ pid, parent }) =>
      now.some((process) => process.pid === pid && process.parent === parent)
    );
}

/** The output of `ps`, parsed; `undefined` if `ps` is missing or of an unknown kind. */
async function processTable(which: readonly string[]): Promise<Process[] | undefined> {
  const { state } = await Deno.permissions.query({ name: "run", command: PS });
  if (state !== "granted") return undefined;
  try {
    const { stdout } = await new Deno.Command(PS, {
      args: [...which, "-o", "pid=", "-o", "ppid=", "-o", "args="],
      // `ps` truncates arguments to this many columns.
      env: { COLUMNS: "10000" },
      stdin: "null",
      stderr: "null",
    }).output();
    const lines = new TextDecoder().decode(stdout).split("\n");
    return lines.flatMap((line) => {
      const [, pid, parent, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
      return pid ? [{ pid: Number(pid), parent: Number(parent), command }] : [];
    });
  } catch {
    return undefined;
  }
}
