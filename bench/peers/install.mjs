// Installs the peers below target/peers, once: packages of npm, and of PyPI in an environment of their own.

import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { finish, say } from "./processes.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Runs `make` unless it succeeded before for the same list. */
function once(folder, list, make) {
  const [wanted, mark] = [readFileSync(here(list), "utf8"), join(folder, "installed")];
  if (existsSync(mark) && readFileSync(mark, "utf8") === wanted) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  make();
  writeFileSync(mark, wanted);
}

/** PostGraphile and Directus, and the Node that they ask for. */
export function installNode(top) {
  const folder = join(top, "node");
  once(folder, "package.json", () => {
    say("installing PostGraphile and Directus by npm: 1,200 packages, some minutes");
    for (const name of ["package.json", "empty"]) cpSync(here(name), join(folder, name), { recursive: true });
    // No script of a package runs: nothing is compiled, nothing is fetched from elsewhere.
    const quiet = ["--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
    finish("npm", "npm", ["install", "--ignore-scripts", "--legacy-peer-deps", ...quiet], { cwd: folder });
  });
  const own = join(folder, "node_modules", `node-linux-${process.arch}`, "bin/node");
  const node = existsSync(own) ? own : process.execPath;
  const version = (name) =>
    JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"), "utf8")).version;
  return { folder, node, version };
}

export function installPython(top) {
  const folder = join(top, "python");
  const python = join(folder, "bin/python");
  once(folder, "requirements.txt", () => {
    say("installing datasette by pip");
    finish("venv", "python3", ["-m", "venv", folder]);
    const quiet = ["--quiet", "--disable-pip-version-check"];
    finish("pip", python, ["-m", "pip", "install", ...quiet, "-r", here("requirements.txt")]);
  });
  return { python };
}
