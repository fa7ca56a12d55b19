// A throwaway Postgres with the same table in a database for each system.

import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";

import { SEED } from "./data.mjs";
import { finish, freePort, start, until } from "./processes.mjs";

const PASSWORD = "throwaway";
const isRoot = process.getuid?.() === 0;

function binaries() {
  const home = "/usr/lib/postgresql";
  const versions = existsSync(home) ? readdirSync(home) : [];
  const folders = versions.sort((one, other) => Number(other) - Number(one)).map((name) => join(home, name, "bin"));
  const found = [...folders, ...(process.env.PATH ?? "").split(":")].find((name) => existsSync(join(name, "initdb")));
  if (!found) throw new Error("`initdb` is missing: install Debian's package `postgresql`");
  return found;
}

/** Postgres refuses to run as root, so root lends it the user of its package. */
function asPostgres(program, args) {
  return isRoot
    ? ["setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", "--", program, ...args]]
    : [program, args];
}

function give(...paths) {
  if (!isRoot) return;
  const id = (flag) => Number(spawnSync("id", [flag, "postgres"], { encoding: "utf8" }).stdout);
  for (const path of paths) chownSync(path, id("-u"), id("-g"));
}

const listens = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => resolve(socket.end() !== null));
    socket.on("error", () => resolve(false));
  });

export async function startPostgres(folder) {
  const bin = binaries();
  const home = join(folder, "postgres");
  const [data, password] = [join(home, "data"), join(home, "password")];
  mkdirSync(home);
  writeFileSync(password, PASSWORD);
  give(home, password);
  const settings = ["-U", "owner", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"];
  const initdb = asPostgres(join(bin, "initdb"), ["-D", data, ...settings, `--pwfile=${password}`]);
  finish("initdb", ...initdb, { cwd: home });

  const port = await freePort();
  const options = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "shared_buffers=256MB",
    "autovacuum=off",
  ].flatMap((setting) => ["-c", setting]);
  const command = asPostgres(join(bin, "postgres"), ["-D", data, "-p", String(port), ...options]);
  const server = start("postgres", ...command, { cwd: home, stopBy: "SIGINT" });
  await until(server, () => listens(port));

  const url = (database, user = "owner") => `postgres://${user}:${PASSWORD}@127.0.0.1:${port}/${database}`;
  const run = (database, sql) => {
    const args = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url(database)];
    finish("psql", join(bin, "psql"), args, { input: sql });
  };
  run("postgres", "create database seed");
  run("seed", SEED);
  run("seed", "vacuum analyze orders");
  return { pid: server.pid, port, password: PASSWORD, url, run };
}

/** A database with the table, its pages and its statistics, for one system. */
export function copyOf(postgres, name) {
  postgres.run("postgres", `create database ${name} template seed`);
  return postgres.url(name);
}
