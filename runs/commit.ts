import { basename, dirname } from "node:path";

/**
 * Reads the commit of a file of Graft's code from git.
 *
 * The repository counts only if it tracks the file: an archive of Graft that was unpacked inside another repository has
 * no known commit. Git's own variables, which it sets in hooks, are not passed on, because they may name another
 * repository than the file's.
 *
 * @param file The file.
 * @param environment The variables for git; its own are dropped.
 * @returns The commit, with `+` if the working tree differs from it; `unknown` if git cannot find it.
 */
export async function commitOf(
  file: string,
  environment: { readonly [variable: string]: string } = Deno.env.toObject(),
): Promise<string> {
  // Deno refuses to pass a linker's variables to a program that it may run by name.
  const env = Object.fromEntries(
    Object.entries(environment).filter(([name]) => !/^(GIT|LD|DYLD)_/i.test(name)),
  );
  const git = async (...args: string[]): Promise<string | undefined> => {
    try {
      const { success, stdout } = await new Deno.Command("git", {
        args: ["-C", dirname(file), "--no-optional-locks", ...args],
        clearEnv: true,
        env,
        stderr: "null",
      }).output();
      return success ? new TextDecoder().decode(stdout).trim() : undefined;
    } catch {
      return undefined;
    }
  };
  const tracked = await git("ls-files", "--error-unmatch", "--", basename(file));
  const head = tracked && await git("rev-parse", "--verify", "HEAD^{commit}");
  const changes = head && await git("status", "--porcelain", "--untracked-files=no");
  if (!head || changes === undefined) return "unknown";
  return changes ? `${head}+` : head;
}

/** True if the commit identifies the code: it is known, and the working tree had no changes. */
export function isCommitted(commit: string): boolean {
  return /^[0-9a-f]+$/.test(commit);
}
