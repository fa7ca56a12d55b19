import type { Body } from "../../../../api/nouns";

export type Way = "keep" | "branch" | "url" | "fields";
export type Engine = "sqlite" | "postgres" | "mysql";

/** What the form holds for every way of leading somewhere, so that switching between them loses nothing. */
export type Target = {
  way: Way;
  branch: string;
  url: string;
  engine: Engine;
  host: string;
  port: string;
  database: string;
  user: string;
  password: string;
  tlsMode: "" | "disable" | "verify_ca" | "verify_full";
  caCertificate: string;
};

export const EMPTY_TARGET: Target = {
  way: "branch",
  branch: "",
  url: "",
  engine: "postgres",
  host: "",
  port: "",
  database: "",
  user: "",
  password: "",
  tlsMode: "",
  caCertificate: "",
};

/** A file has no server and so no encryption on the way. */
export function hasTls(target: Target): boolean {
  if (target.way === "fields") return target.engine !== "sqlite";
  return target.way === "url" && !target.url.trim().startsWith("sqlite:");
}

export function targetBody(target: Target): Omit<Body<"NewConnection">, "name"> {
  const tls =
    hasTls(target) && target.tlsMode !== ""
      ? { tls: { mode: target.tlsMode, ca_certificate: target.caCertificate.trim() || null } }
      : {};
  if (target.way === "branch") return { branch: target.branch };
  if (target.way === "url") return { url: target.url.trim(), ...tls };
  if (target.way === "keep") return {};
  const isFile = target.engine === "sqlite";
  return {
    fields: {
      engine: target.engine,
      database: target.database.trim(),
      ...(isFile
        ? {}
        : {
            host: target.host.trim(),
            ...(target.port.trim() === "" ? {} : { port: Number(target.port) }),
            user: target.user.trim(),
            ...(target.password === "" ? {} : { password: target.password }),
          }),
    },
    ...tls,
  };
}
