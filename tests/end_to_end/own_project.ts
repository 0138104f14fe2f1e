import { fileURLToPath } from "node:url";
import { type Ended, ended, inFolder } from "./bench.ts";

const checkout = fileURLToPath(new URL("../../", import.meta.url));
const fixture = new URL("../fixtures/own_project/", import.meta.url);

/** A copy of the project of a user's, outside the repository. */
export interface OwnProject {
  readonly folder: string;
  /** Runs the project's task `graft` to its end. */
  graft(...args: string[]): Promise<Ended>;
  /** Replaces a text in a file. */
  edit(file: string, text: string, by: string): Promise<void>;
  /** Writes a file. */
  write(file: string, text: string): Promise<void>;
}

async function copy(from: string, to: string): Promise<void> {
  await Deno.mkdir(to, { recursive: true });
  for await (const { name, isDirectory } of Deno.readDir(from)) {
    const copied = isDirectory ? copy : Deno.copyFile;
    await copied(`${from}/${name}`, `${to}/${name}`);
  }
}

/** Calls a test with a copy of the project that links to this copy of Graft, and removes the copy. */
export function inOwnProject(test: (project: OwnProject) => Promise<void>): Promise<void> {
  return inFolder(async (folder) => {
    const write = (file: string, text: string) => Deno.writeTextFile(`${folder}/${file}`, text);
    const read = (file: string) => Deno.readTextFile(`${folder}/${file}`);
    await copy(fileURLToPath(fixture), folder);
    // The packages of this copy, so that no registry is asked for their newest versions.
    await Deno.copyFile(`${checkout}deno.lock`, `${folder}/deno.lock`);
    await write("deno.json", (await read("deno.json")).replace("../graft", checkout));
    const { tasks } = JSON.parse(await read("deno.json"));
    const [, run, ...command] = tasks.graft.split(" ");
    await test({
      folder,
      write,
      graft: (...args) =>
        ended(
          new Deno.Command(Deno.execPath(), {
            args: [run, "--quiet", ...command, ...args],
            cwd: folder,
            env: { NO_COLOR: "1", COLUMNS: "", GRAFT_DATA: "", INIT_CWD: folder },
            stdin: "null",
            stdout: "piped",
            stderr: "piped",
          }).spawn(),
        ),
      async edit(file, text, by) {
        const before = await read(file);
        if (!before.includes(text)) throw new RangeError(`Cannot edit ${file}: no '${text}'`);
        await write(file, before.replace(text, by));
      },
    });
  });
}
