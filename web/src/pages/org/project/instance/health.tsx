import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleCheck, RefreshCw, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { sentence } from "../../../../api/error";
import { health } from "../../../../api/health";
import type { Body } from "../../../../api/nouns";
import { InstanceState } from "../../../../parts/instance-state";
import { Loaded } from "../../../../parts/loaded";
import { paths } from "../../../../paths";
import { Badge } from "../../../../ui/badge";
import { Button, buttonClass } from "../../../../ui/button";
import { Empty, Note } from "../../../../ui/note";
import { Facts, PageHead } from "../../../../ui/page";
import { Prose } from "../../../../ui/prose";
import { type Column, Table } from "../../../../ui/table";
import { Time } from "../../../../ui/time";
import type { ViewProps } from "./page";

type Health = Body<"InstanceHealth">;
type ConnectionHealth = Health["connections"][number];
type Deploy = Health["deploys"][number];

/** How the instance is at this moment: whether it answers, what it reads from, and what was put in force lately. */
export function HealthView({ place }: ViewProps) {
  const query = useQuery(health(place));
  return (
    <Loaded query={query} isPage>
      {(found) => (
        <>
          <PageHead
            title="Health"
            beside={<Verdict health={found} />}
            about="As the node that answers finds it; looked at again every 15 seconds."
          >
            <Button icon={RefreshCw} isBusy={query.isFetching} onClick={() => void query.refetch()}>
              Refresh
            </Button>
          </PageHead>
          <div className="max-w-[720px] px-(--gutter) pb-5">
            {found.warnings.map((warning) => (
              <Note key={warning} kind="warn">
                <Prose text={warning} />
              </Note>
            ))}
            <Facts facts={facts(found)} />
          </div>
          <Part title="Connections" act={<To place={place} view="connections" label="All connections" />}>
            {found.connections.length === 0 ? (
              <Empty>This instance is connected to no database.</Empty>
            ) : (
              <Table caption="Connections" rows={found.connections} rowKey={({ name }) => name} columns={CONNECTIONS} />
            )}
          </Part>
          <Part title="Last deploys" act={<To place={place} view="permissions" label="Permissions & Roles" />}>
            {found.deploys.length === 0 ? (
              <Empty>No policy was deployed yet, so nobody sees anything.</Empty>
            ) : (
              <Table caption="Last deploys" rows={found.deploys} rowKey={({ id }) => id} columns={DEPLOYS} />
            )}
          </Part>
        </>
      )}
    </Loaded>
  );
}

function Verdict({ health: { state, healthy } }: { health: Health }) {
  if (state !== "running") return null;
  return healthy ? (
    <Badge tone="gain" icon={CircleCheck}>
      healthy
    </Badge>
  ) : (
    <Badge tone="loss" icon={TriangleAlert}>
      a connection does not answer
    </Badge>
  );
}

function facts({ state, policy_version, rates, totals }: Health): [name: string, value: ReactNode][] {
  const said: [name: string, value: ReactNode][] = [
    ["State", <InstanceState key="state" state={state} />],
    ["Policy", policy_version ? `v${policy_version} is in force` : "none: nobody sees anything"],
  ];
  const window = rates.seconds < 60 ? `Last ${Math.round(rates.seconds)} s` : "Last minute";
  if (rates.requests === 0) said.push([window, "no request"]);
  else {
    said.push(
      [window, `${count(rates.requests, "request")}, ${say(rates.refused)} refused, ${say(rates.failed)} failed`],
      ["Took", `half of them at most ${ms(rates.median_ms)}, 95 % at most ${ms(rates.p95_ms)}`],
    );
  }
  const refused = `${say(totals.unauthorized)} without a good token, ${say(totals.limited)} too many at once`;
  said.push([
    "Since its start",
    `${say(totals.succeeded)} answered, ${say(totals.refused)} refused (${refused}), ${say(totals.failed)} failed`,
  ]);
  return said;
}

function say(number: number): string {
  return number.toLocaleString("en");
}

function count(number: number, noun: string): string {
  return `${say(number)} ${noun}${number === 1 ? "" : "s"}`;
}

function ms(milliseconds: number): string {
  return `${milliseconds.toFixed(1)} ms`;
}

/** A list under its own head, edge to edge. */
function Part({ title, act, children }: { title: string; act: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="-mt-px border-t border-line">
      <header className="flex items-center gap-2 px-(--gutter) py-3">
        <h2>{title}</h2>
        <span className="-mr-2 ml-auto">{act}</span>
      </header>
      {children}
    </section>
  );
}

function To(props: { place: ViewProps["place"]; view: "connections" | "permissions"; label: string }) {
  const { organization, project, instance } = props.place;
  return (
    <Link to={paths.instance(organization, project, instance, props.view)} className={buttonClass("ghost", "small")}>
      {props.label}
    </Link>
  );
}

const CONNECTIONS: Column<ConnectionHealth>[] = [
  { name: "Name", kind: "main", width: "18%", cell: ({ name }) => <code className="font-medium">{name}</code> },
  {
    name: "State",
    cell: ({ answers, problem }) =>
      answers ? (
        <span className="inline-flex items-center gap-1.5">
          <CircleCheck size={14} strokeWidth={1.75} aria-hidden className="text-gain" />
          Answers
        </span>
      ) : (
        <span className="text-loss">
          <TriangleAlert size={14} strokeWidth={1.75} aria-hidden className="mr-1.5 inline align-[-2px]" />
          Does not answer{problem && ": "}
          {problem && <Prose text={problem} />}
        </span>
      ),
  },
  { name: "Engine", width: "14%", cell: ({ engine }) => <span className="text-ink-2">{engine}</span> },
  {
    name: "In use",
    kind: "number",
    width: "12%",
    cell: ({ pool }) => (pool.size > 0 ? `${pool.in_use} of ${pool.size}` : "–"),
  },
  {
    name: "Last error",
    width: "28%",
    cell: ({ last_error, last_error_at }) =>
      last_error ? (
        <span className="[overflow-wrap:anywhere]">
          <Time at={last_error_at} />{" "}
          <span className="text-ink-2">
            <Prose text={sentence(last_error)} />
          </span>
        </span>
      ) : (
        <span className="text-ink-3">none</span>
      ),
  },
];

const DEPLOYS: Column<Deploy>[] = [
  {
    name: "Version",
    kind: "main",
    width: "18%",
    cell: ({ version, deployed }) => (
      <span className="flex flex-wrap items-center gap-2">
        <span className="font-medium">v{version}</span>
        {deployed && <Badge tone="gain">in force</Badge>}
      </span>
    ),
  },
  { name: "Deployed", cell: ({ deployed_at }) => <Time at={deployed_at} /> },
  { name: "By", width: "26%", cell: ({ deployed_by }) => deployed_by ?? <span className="text-ink-3">–</span> },
  {
    name: "How",
    width: "28%",
    cell: ({ rolled_back_to }) => (rolled_back_to ? `rolled back to v${rolled_back_to}` : "from the draft"),
  },
];
