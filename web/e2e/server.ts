import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { test as base } from "@playwright/test";

const BINARY = process.env.BAILIWICK_BINARY ?? resolve(import.meta.dirname, "../../target/debug/bailiwick");
const START_MS = 60_000;

/** A real server on a data directory of its own, thrown away afterwards. */
export type Server = { url: string; data: string; output: () => string; stop: () => Promise<void> };

/** What `--demo` writes for programs to find their way. */
export type Demo = {
  organization_id: string;
  project_id: string;
  instances: { development: { id: string; url: string }; production: { id: string; url: string } };
  members: { email: string; password: string; token: string; roles: string[] }[];
  users: { id: string; roles: string[]; token: string; claims?: Record<string, unknown> }[];
};

export async function startServer(...flags: string[]): Promise<Server> {
  if (!existsSync(BINARY)) throw new Error(`${BINARY} is missing: cargo build --package bailiwick-cli`);
  const data = mkdtempSync(join(tmpdir(), "bailiwick-e2e-"));
  const url = `http://127.0.0.1:${await freePort()}`;
  const server = spawn(BINARY, ["serve", "--listen", url.slice(7), "--data", data, ...flags], { stdio: "pipe" });
  let output = "";
  for (const stream of [server.stdout, server.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  await until(async () => {
    if (server.exitCode !== null) throw new Error(`the server ended with ${server.exitCode}:\n${output}`);
    const isReady = await fetch(`${url}/health/ready`).then((answer) => answer.ok);
    return isReady && (!flags.includes("--demo") || existsSync(join(data, "demo.json")));
  }, START_MS);
  return { url, data, output: () => output, stop: () => stop(server, data) };
}

export function readDemo(server: Server): Demo {
  return JSON.parse(readFileSync(join(server.data, "demo.json"), "utf8")) as Demo;
}

/**
 * Tests that share one demonstration server per worker. A file that leaves much behind names
 * itself in `ownServer`: another value is another worker, and so another server.
 */
export const test = base.extend<{ demo: Demo; baseURL: string }, { ownServer: string; demoServer: Server }>({
  ownServer: ["", { option: true, scope: "worker" }],
  demoServer: [
    // `ownServer` is asked for so that files with another value of it get another server.
    async ({ ownServer: _ }, use) => {
      const server = await startServer("--demo");
      await use(server);
      await server.stop();
    },
    { scope: "worker", timeout: START_MS },
  ],
  demo: async ({ demoServer }, use) => use(readDemo(demoServer)),
  baseURL: async ({ demoServer }, use) => use(demoServer.url),
});

async function stop(server: ChildProcess, data: string): Promise<void> {
  const isGone = new Promise((done) => server.once("exit", done));
  server.kill("SIGTERM");
  await isGone;
  rmSync(data, { recursive: true, force: true });
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer().on("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => found(port));
    });
  });
}

async function until(holds: () => Promise<boolean>, limitMs: number): Promise<void> {
  const end = Date.now() + limitMs;
  for (;;) {
    const isDone = await holds().catch((error: unknown) => {
      if (error instanceof TypeError) return false;
      throw error;
    });
    if (isDone) return;
    if (Date.now() > end) throw new Error(`nothing after ${limitMs} ms`);
    await new Promise((wake) => setTimeout(wake, 100));
  }
}
