// Bailiwick's data API beside PostGraphile, Directus and datasette: node bench/peers/run.mjs
// The README beside this file says what is measured and how.

import { chmodSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

import { startBailiwick } from "./bailiwick.mjs";
import { startBaseline } from "./baseline.mjs";
import { check } from "./check.mjs";
import { CUSTOMERS, ORDERS, random } from "./data.mjs";
import { startDatasette } from "./datasette.mjs";
import { startDirectus } from "./directus.mjs";
import { installNode, installPython } from "./install.mjs";
import { startPostgraphile } from "./postgraphile.mjs";
import { copyOf, startPostgres } from "./postgres.mjs";
import { finish, logInto, processorSeconds, say, startScript, stopAll } from "./processes.mjs";
import { judge, print } from "./table.mjs";

const CONNECTIONS = 16;
const WARMUP_SECONDS = 3;
const REQUESTS = 20_000;
const TARGET = fileURLToPath(new URL("../../target", import.meta.url));

const { values: options } = parseArgs({
  options: {
    program: { type: "string", default: join(TARGET, "release/bailiwick") },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "5" },
    peers: { type: "string", default: "postgraphile,directus,datasette" },
  },
});
const [rounds, seconds] = [Number(options.rounds), Number(options.seconds)];

const folder = mkdtempSync(join(tmpdir(), "bailiwick-peers-"));
// Postgres may run as another user.
chmodSync(folder, 0o755);

let isStopping = false;
async function end(status) {
  if (isStopping) return;
  isStopping = true;
  await stopAll();
  rmSync(folder, { recursive: true, force: true });
  process.exit(status);
}
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => end(130));

/** The requests of a system, as bytes: the same random keys for each. */
function requestsOf(system) {
  const [key, user] = [random(7), random(11)];
  const host = new URL(system.address).host;
  return Array.from({ length: REQUESTS }, () => {
    const asked = system.ask({ customer: key(CUSTOMERS) + 1, shop: 1, user: user(1_000) + 1 });
    const headers = { host, ...asked.headers, ...(asked.body && { "content-length": asked.body.length }) };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    return `${asked.method} ${asked.path} HTTP/1.1\r\n${lines.join("")}\r\n${asked.body ?? ""}`;
  });
}

function load(child, system, lasts) {
  const { port } = new URL(system.address);
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error("the load ended"));
    child.once("exit", gone);
    child.once("message", ({ figures, error }) => {
      child.off("exit", gone);
      if (error) reject(new Error(`${system.name}: ${error}`));
      else resolve(figures);
    });
    const { requests, marker } = system;
    child.send({ port: Number(port), requests, marker, connections: CONNECTIONS, seconds: lasts });
  });
}

/** A peer that cannot be installed or started here is left out, and misses its aim. */
async function peer(name, begin) {
  if (!options.peers.split(",").includes(name)) return [];
  try {
    return [await begin()].flat();
  } catch (error) {
    say(`${name} is left out: ${error.message}`);
    return [];
  }
}

async function startAll() {
  const program = resolve(options.program);
  if (!existsSync(program)) {
    throw new Error(`${program} is not there: build it first with \`cargo build --release -p bailiwick-cli\``);
  }
  const home = join(TARGET, "peers");
  const baseline = await startBaseline();
  const postgres = await startPostgres(folder);
  const file = join(folder, "orders.db");
  const seed = fileURLToPath(new URL("seed_sqlite.py", import.meta.url));
  finish("seed-sqlite", "python3", [seed, file, String(CUSTOMERS), String(ORDERS)]);
  const bailiwick = await startBailiwick(folder, program, copyOf(postgres, "bailiwick"), file);
  return [
    baseline,
    bailiwick.onPostgres([postgres.pid]),
    ...(await peer("postgraphile", () => startPostgraphile(installNode(home), postgres, CONNECTIONS))),
    ...(await peer("directus", () => startDirectus(folder, installNode(home), postgres, CONNECTIONS))),
    bailiwick.onSqlite(),
    ...(await peer("datasette", () => startDatasette(installPython(home), file))),
  ];
}

async function measure() {
  const systems = await startAll();
  const versions = systems.flatMap(({ version }) => version ?? []);
  say(`${versions.join(", ")}; Bailiwick from ${relative(".", options.program)}; ${cpus().length} cores`);
  for (const system of systems.slice(1)) say(await check(system));

  const child = startScript("load", fileURLToPath(new URL("load.mjs", import.meta.url)));
  for (const system of systems) {
    system.requests = requestsOf(system);
    system.rounds = [];
    await load(child, system, WARMUP_SECONDS);
  }
  for (let round = 0; round < rounds; round += 1) {
    for (const system of systems) {
      const before = processorSeconds(system.pids);
      const figures = await load(child, system, seconds);
      const used = before === null ? null : processorSeconds(system.pids) - before;
      system.rounds.push({ ...figures, rate: figures.answered / figures.seconds, server: used });
    }
    say(`round ${round + 1} of ${rounds} is done`);
  }
  say(`\n${CONNECTIONS} connections, 20 rows, random keys, median of ${rounds} rounds of ${seconds} s`);
  print(systems);
  return judge(systems);
}

try {
  logInto(join(TARGET, "peers/logs"));
  await end((await measure()) ? 0 : 1);
} catch (error) {
  if (!isStopping) process.stderr.write(`${error.message}\n`);
  await end(2);
}
