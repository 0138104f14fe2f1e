import { basename, dirname } from "node:path";

/**
 * Asks git for the commit of a file of Graft's code.
 *
 * The repository that git finds counts only where it tracks the file: an archive of Graft that was unpacked inside
 * another repository is of no known commit. Git's variables, which it sets in hooks, would name another
 * repository than the file's; it gets none of them.
 *
 * @param file The file.
 * @param environment The variables that git is to have, its own aside.
 * @returns The commit, with `+` where the working tree differs from it; `unknown` where git does not tell.
 */
export async function commitOf(
  file: string,
  environment: { readonly [variable: string]: string } = Deno.env.toObject(),
): Promise<string> {
  // Deno hands a linker's variables on to no program that it is allowed to run by name.
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

/** Whether records of a commit say of which code they are: it is known, and the working tree had no changes. */
export function isCommitted(commit: string): boolean {
  return /^[0-9a-f]+$/.test(commit);
}
