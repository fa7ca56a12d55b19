// Starts programs, says what processor time they took, and stops all of them whatever happens.

import { fork, spawn, spawnSync } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

const started = [];
let logs = "";

export const say = (text) => process.stdout.write(`${text}\n`);
export const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Where the programs that follow write what they say. */
export function logInto(folder) {
  logs = folder;
  mkdirSync(folder, { recursive: true });
}

const logOf = (name) => join(logs, `${name}.log`);

/** The last lines of what a program said. */
export function lastWords(name) {
  const file = logOf(name);
  return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n").slice(-15).join("\n") : "";
}

export const said = (name) => readFileSync(logOf(name), "utf8");

/** Runs a program to its end. */
export function finish(name, program, args, options = {}) {
  const log = openSync(logOf(name), "w");
  const ended = spawnSync(program, args, { ...options, stdio: [options.input ? "pipe" : "ignore", log, log] });
  closeSync(log);
  if (ended.error || ended.status !== 0) {
    throw new Error(`${name} failed: ${ended.error?.message ?? ""}\n${lastWords(name)}`);
  }
}

/** Counts as started, so that it is stopped with the others. */
function keep(name, child, stopBy) {
  const entry = { name, child, stopBy, ended: null };
  entry.gone = new Promise((resolve) => {
    const end = (how) => {
      entry.ended ??= String(how);
      resolve();
    };
    child.on("exit", (code, signal) => end(signal ?? code));
    child.on("error", (error) => end(error.message));
  });
  started.push(entry);
  return entry;
}

/** Starts another script of this folder that is talked to by messages. */
export function startScript(name, file) {
  const child = fork(file, { detached: true });
  keep(name, child, "SIGTERM");
  return child;
}

/** Starts a program that serves until the end. `stopBy` is the signal that it ends itself on. */
export function start(name, program, args, { stopBy = "SIGTERM", ...options } = {}) {
  const log = openSync(logOf(name), "w");
  // A group of its own: Ctrl-C reaches this process alone, which then stops all in order.
  const child = spawn(program, args, { ...options, stdio: ["ignore", log, log], detached: true });
  closeSync(log);
  return { name, pid: child.pid, entry: keep(name, child, stopBy) };
}

/** Waits until `ready` answers something other than nothing, or says why the program ended. */
export async function until(server, ready, seconds = 60) {
  const ends = Date.now() + seconds * 1000;
  while (Date.now() < ends) {
    if (server.entry.ended !== null) {
      throw new Error(`${server.name} ended (${server.entry.ended})\n${lastWords(server.name)}`);
    }
    const found = await Promise.resolve()
      .then(ready)
      .catch(() => null);
    if (found) return found;
    await pause(100);
  }
  throw new Error(`${server.name} was not ready after ${seconds} s\n${lastWords(server.name)}`);
}

function kill(entry, signal) {
  try {
    process.kill(-entry.child.pid, signal);
  } catch {
    // It is gone already.
  }
}

/** Stops everything, the last one first, so that the databases outlive their clients. */
export async function stopAll() {
  for (const entry of started.splice(0).reverse()) {
    if (entry.ended === null) kill(entry, entry.stopBy);
    await Promise.race([entry.gone, pause(5000)]);
    if (entry.ended === null) {
      kill(entry, "SIGKILL");
      await entry.gone;
    }
  }
}

/** A port that nothing listens on now. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Processor time in seconds of these processes and all below them; null where the system does not tell. */
export function processorSeconds(pids) {
  if (!existsSync("/proc/self/stat")) return null;
  const all = new Map();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
      all.set(Number(name), { parent: Number(fields[1]), ticks });
    } catch {
      // It ended while it was being read.
    }
  }
  const isBelow = (pid) => {
    for (let at = pid; at > 1; at = all.get(at)?.parent ?? 0) if (pids.includes(at)) return true;
    return false;
  };
  let ticks = 0;
  for (const [pid, process] of all) if (isBelow(pid)) ticks += process.ticks;
  return ticks / 100;
}
