import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ArrowRight, Database, GitBranch } from "lucide-react";
import { useId, useState } from "react";
import { reason } from "../../api/can";
import { allDatabases } from "../../api/databases";
import { regions } from "../../api/instances";
import { createProject } from "../../api/projects";
import { useAct } from "../../api/use-act";
import { errorOf, Form, FormActs, FormError } from "../../parts/form";
import { useHeld } from "../../parts/place";
import { RegionSelect } from "../../parts/region-select";
import { paths } from "../../paths";
import { Badge } from "../../ui/badge";
import { Dialog, DialogBody, DialogFoot } from "../../ui/dialog";
import { Checkbox, Field, Input } from "../../ui/field";
import { slugOf } from "./slug";

const FIELDS = ["name"];

type Row = { kind: "Development" | "Production"; branch: string; name: string; region: string; isOn: boolean };

const START: Row[] = [
  { kind: "Development", branch: "development", name: "Development", region: "us", isOn: true },
  { kind: "Production", branch: "main", name: "Production", region: "us", isOn: true },
];

/** A project with its two instances and the database they share; each can be switched off. */
export function CreateProject({ organization, onClose }: { organization: string; onClose: () => void }) {
  const navigate = useNavigate();
  const known = useQuery(regions()).data?.items;
  const [name, setName] = useState("");
  const [rows, setRows] = useState(START);
  const held = useHeld(organization);
  const databases = useQuery(allDatabases(organization)).data?.items ?? [];
  const denied = (kind: Row["kind"]) =>
    reason(held, kind === "Production" ? "instances.create_production" : "instances.create");
  const noDatabase = reason(held, "databases.create");
  const chosen = rows.filter((row) => row.isOn && !denied(row.kind));
  const act = useAct(
    () =>
      createProject(organization, {
        name: name.trim(),
        instances: chosen.map((row) => ({
          name: row.name.trim(),
          region: known?.some((region) => region.id === row.region) ? row.region : known?.[0]?.id,
          production: row.kind === "Production",
        })),
        without_database: Boolean(noDatabase),
      }),
    async (project) => {
      onClose();
      await navigate({ to: paths.project(organization, project.id) });
    },
  );
  const change = (kind: Row["kind"], part: Partial<Row>) =>
    setRows(rows.map((row) => (row.kind === kind ? { ...row, ...part } : row)));
  const database = noDatabase
    ? ""
    : slugOf(
        name,
        databases.map((each) => each.name),
      );
  return (
    <Dialog isOpen onClose={onClose} title="Create a New Project">
      <Form onSubmit={() => act.run(undefined)}>
        <DialogBody>
          <Field label="Name" error={errorOf(act.error, "name", FIELDS)}>
            {(field) => (
              <Input
                {...field}
                value={name}
                onChange={(event) => setName(event.target.value)}
                maxLength={100}
                autoFocus
              />
            )}
          </Field>
          <Rows rows={rows} change={change} denied={denied} />
          {noDatabase ? (
            <p className="border-t border-line pt-3.5 text-cap text-ink-3">
              No database is created with it. {noDatabase}
            </p>
          ) : (
            <AlsoCreates database={database} rows={chosen} />
          )}
          <FormError error={act.error} names={FIELDS} onClear={act.clear} />
        </DialogBody>
        <DialogFoot note={database && `You become Database Administrator of ${database}.`}>
          <FormActs act="Create project" isBusy={act.isBusy} onCancel={onClose} />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}

function Rows(props: {
  rows: Row[];
  change: (kind: Row["kind"], part: Partial<Row>) => void;
  denied: (kind: Row["kind"]) => string | undefined;
}) {
  const hint = useId();
  const { rows, change } = props;
  const reasons = [...new Set(rows.flatMap((row) => props.denied(row.kind) ?? []))];
  return (
    <fieldset
      aria-describedby={hint}
      className="grid grid-cols-[16px_minmax(0,1fr)_200px] items-center gap-x-3 gap-y-2 max-m:grid-cols-[20px_minmax(0,1fr)_172px] max-m:gap-x-2"
    >
      <legend className="sr-only">Instances</legend>
      <span aria-hidden className="col-span-2 text-cap text-ink-3">
        Instances
      </span>
      <span aria-hidden className="text-cap text-ink-3">
        Region
      </span>
      {rows.map((row) => (
        <InstanceRow
          key={row.kind}
          row={row}
          denied={props.denied(row.kind)}
          change={(part) => change(row.kind, part)}
        />
      ))}
      <p id={hint} className="col-span-2 col-start-2 text-cap text-ink-3">
        {reasons.length > 0 ? reasons.join(" ") : "A region can change until the first deploy, then it is fixed."}
      </p>
    </fieldset>
  );
}

function InstanceRow(props: { row: Row; denied: string | undefined; change: (part: Partial<Row>) => void }) {
  const { row, denied, change } = props;
  const why = useId();
  const isOn = row.isOn && !denied;
  const describedBy = isOn ? undefined : why;
  return (
    <>
      <Checkbox
        aria-label={`Create a ${row.kind} instance`}
        checked={isOn}
        aria-disabled={denied ? true : undefined}
        aria-describedby={denied && why}
        onChange={(event) => denied || change({ isOn: event.target.checked })}
      />
      <span className="relative flex">
        <Input
          aria-label={`Name of the ${row.kind.toLowerCase()} instance`}
          value={row.name}
          maxLength={100}
          disabled={!isOn}
          aria-describedby={describedBy}
          onChange={(event) => change({ name: event.target.value })}
          className="disabled:text-off"
        />
        {row.kind === "Production" && (
          <span className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 max-m:hidden">
            <Badge>production</Badge>
          </span>
        )}
        {!isOn && (
          <span id={why} hidden>
            {denied ?? "Not created unless its box is checked."}
          </span>
        )}
      </span>
      <RegionSelect
        aria-label={`Region of ${row.kind}`}
        value={row.region}
        disabled={!isOn}
        aria-describedby={describedBy}
        onChange={(event) => change({ region: event.target.value })}
      />
    </>
  );
}

function AlsoCreates({ database, rows }: { database: string; rows: Row[] }) {
  return (
    <dl className="grid grid-cols-[96px_minmax(0,1fr)] border-t border-line pt-3.5">
      <dt className="text-ink-3">Also creates</dt>
      <dd className="flex items-center gap-2 leading-6">
        <Database size={14} strokeWidth={1.75} aria-hidden className="text-ink-3" />
        <span>
          <code>{database || "a database"}</code> <span className="text-ink-3">sqlite</span>
        </span>
      </dd>
      {rows.map((row) => (
        <dd key={row.kind} className="col-start-2 flex items-center gap-2 leading-6">
          <GitBranch size={14} strokeWidth={1.75} aria-hidden className="text-ink-3" />
          <code>{row.branch}</code>
          <ArrowRight size={12} strokeWidth={2} aria-label="for" className="text-ink-3" />
          <span className="min-w-0 truncate">{row.name}</span>
        </dd>
      ))}
    </dl>
  );
}
