import { useQueries, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { allDatabases, branches } from "../../../../api/databases";
import type { InstancePlace } from "../../../../api/instances";
import { Field, Input, Select, TextArea } from "../../../../ui/field";
import type { Engine, Target } from "./connection-target";

type Props = { target: Target; change: (part: Partial<Target>) => void; wrong: (field: string) => string | null };

export function BranchFields({ place, target, change, wrong }: Props & { place: InstancePlace }) {
  const all = useQuery(allDatabases(place.organization)).data?.items;
  const owned = (all ?? []).filter((each) => each.project === place.project);
  const lists = useQueries({ queries: owned.map((database) => branches(place.organization, database.id)) });
  const first = lists[0]?.data?.items[0]?.id;
  // A select shows its first option as chosen, so it must be.
  useEffect(() => {
    if (first && target.branch === "") change({ branch: first });
  });
  const hint =
    all && owned.length === 0
      ? "This project has no database that you may see: create one, or use a URL."
      : "Of a database of this project.";
  return (
    <Field label="Branch" hint={hint} error={wrong("branch")}>
      {(field) => (
        <Select {...field} value={target.branch} onChange={(event) => change({ branch: event.target.value })}>
          {owned.map((database, index) => (
            <optgroup key={database.id} label={database.name}>
              {(lists[index]?.data?.items ?? []).map((branch) => (
                <option key={branch.id} value={branch.id}>
                  {database.name} / {branch.name}
                  {branch.production ? " (production)" : ""}
                </option>
              ))}
            </optgroup>
          ))}
        </Select>
      )}
    </Field>
  );
}

export function UrlField({ target, change, wrong }: Props) {
  return (
    <Field
      label="URL"
      hint="postgres://user:password@host:5432/shop, mysql://…, or sqlite:file.sqlite in the organization's folder. Kept encrypted."
      error={wrong("url")}
    >
      {(field) => (
        <Input
          {...field}
          isMono
          autoComplete="off"
          spellCheck={false}
          value={target.url}
          onChange={(event) => change({ url: event.target.value })}
        />
      )}
    </Field>
  );
}

const PORTS: Record<Engine, string> = { sqlite: "", postgres: "5432", mysql: "3306" };

export function ServerFields({ target, change, wrong }: Props) {
  const isFile = target.engine === "sqlite";
  const set = (name: keyof Target) => (event: { target: { value: string } }) => change({ [name]: event.target.value });
  return (
    <>
      <div className="grid grid-cols-2 gap-3 max-m:grid-cols-1">
        <Field label="Engine" error={wrong("engine")}>
          {(field) => (
            <Select
              {...field}
              value={target.engine}
              onChange={(event) => change({ engine: event.target.value as Engine })}
            >
              <option value="postgres">Postgres</option>
              <option value="mysql">MySQL or MariaDB</option>
              <option value="sqlite">SQLite file</option>
            </Select>
          )}
        </Field>
        <Field label={isFile ? "File" : "Database"} error={wrong("database")}>
          {(field) => <Input {...field} isMono value={target.database} onChange={set("database")} autoComplete="off" />}
        </Field>
      </div>
      {!isFile && (
        <>
          <div className="grid grid-cols-[minmax(0,1fr)_96px] gap-3">
            <Field label="Host" error={wrong("host")}>
              {(field) => <Input {...field} isMono value={target.host} onChange={set("host")} autoComplete="off" />}
            </Field>
            <Field label="Port" error={wrong("port")}>
              {(field) => (
                <Input
                  {...field}
                  isMono
                  inputMode="numeric"
                  placeholder={PORTS[target.engine]}
                  value={target.port}
                  onChange={set("port")}
                />
              )}
            </Field>
          </div>
          <div className="grid grid-cols-2 gap-3 max-m:grid-cols-1">
            <Field label="User" error={wrong("user")}>
              {(field) => <Input {...field} isMono value={target.user} onChange={set("user")} autoComplete="off" />}
            </Field>
            <Field label="Password" hint="Kept encrypted, never shown again." error={wrong("password")}>
              {(field) => (
                <Input
                  {...field}
                  type="password"
                  value={target.password}
                  onChange={set("password")}
                  autoComplete="new-password"
                />
              )}
            </Field>
          </div>
        </>
      )}
    </>
  );
}

export function TlsFields({ target, change, wrong }: Props) {
  const needsAuthority = target.tlsMode === "verify_ca" || target.tlsMode === "verify_full";
  return (
    <>
      <Field label="Encryption" error={wrong("mode")}>
        {(field) => (
          <Select
            {...field}
            value={target.tlsMode}
            onChange={(event) => change({ tlsMode: event.target.value as Target["tlsMode"] })}
          >
            <option value="">The safest that the address allows</option>
            <option value="verify_full">verify-full: trusted, and for this host</option>
            <option value="verify_ca">verify-ca: trusted, whatever its name</option>
            <option value="disable">None</option>
          </Select>
        )}
      </Field>
      {needsAuthority && (
        <Field label="CA certificate" hint="PEM; the public authorities when empty." error={wrong("ca_certificate")}>
          {(field) => (
            <TextArea
              {...field}
              rows={4}
              value={target.caCertificate}
              onChange={(event) => change({ caCertificate: event.target.value })}
            />
          )}
        </Field>
      )}
    </>
  );
}
