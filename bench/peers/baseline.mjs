// A server that does nothing: what the load itself can ask.

import { fileURLToPath } from "node:url";

import { freePort, start, until } from "./processes.mjs";

export async function startBaseline() {
  const port = await freePort();
  const program = fileURLToPath(new URL("baseline_server.mjs", import.meta.url));
  const server = start("baseline", process.execPath, [program, String(port), "2400"]);
  const address = `http://127.0.0.1:${port}`;
  await until(server, async () => (await fetch(address)).ok);
  const ask = () => ({ method: "GET", path: "/", headers: {} });
  return { name: "nothing (the load's own limit)", pids: [server.pid], address, marker: '"id":', ask };
}
