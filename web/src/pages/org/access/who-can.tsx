import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useDeferredValue, useState } from "react";
import { type Thing, whoCan } from "../../../api/access";
import { begin, sentence } from "../../../api/error";
import type { Body } from "../../../api/nouns";
import { WhoMark } from "../../../parts/access/pick-who";
import { type QuestionSearch, thingOf } from "../../../parts/access/question";
import { Loaded, LoadMore } from "../../../parts/loaded";
import { Button } from "../../../ui/button";
import { SearchBox } from "../../../ui/field";
import { Empty } from "../../../ui/note";
import { Tools } from "../../../ui/page";
import { type Column, Table } from "../../../ui/table";
import { AskWho } from "./ask";
import { ExplorerHead } from "./head";

type Allowed = Body<"AllowedHolder">;

/** Everybody who may do something, and through what. */
export function WhoCanPage() {
  const { organization } = useParams({ from: "/inside/org/$organization/access/who-can" });
  const asked = useSearch({ from: "/inside/org/$organization/access/who-can" });
  const navigate = useNavigate();
  const change = (next: QuestionSearch) =>
    void navigate({ to: "/org/$organization/access/who-can", params: { organization }, search: next });
  return asked.action ? (
    <Everybody organization={organization} asked={asked} action={asked.action} onChange={change} />
  ) : (
    <>
      <ExplorerHead organization={organization} tab="who-can" />
      <AskWho organization={organization} asked={asked} onChange={change} />
      <Empty>Choose an action, and what it would be done to. Everybody who may is listed, with the reason.</Empty>
    </>
  );
}

type Props = {
  organization: string;
  asked: QuestionSearch;
  action: string;
  onChange: (asked: QuestionSearch) => void;
};

function Everybody({ organization, asked, action, onChange }: Props) {
  const [typed, setTyped] = useState("");
  const search = useDeferredValue(typed.trim());
  const on = thingOf(asked);
  const query = useInfiniteQuery({
    ...whoCan(organization, action, on, search),
    placeholderData: (before) => before,
  });
  return (
    <Loaded query={query} isPage>
      {({ items, total }) => (
        <>
          <ExplorerHead organization={organization} tab="who-can" />
          <AskWho organization={organization} asked={asked} onChange={onChange} />
          <Tools>
            <SearchBox label="Filter people" value={typed} onChange={(event) => setTyped(event.target.value)} />
            <span role="status" className="text-ink-2">
              {total === 1 ? "One may" : `${total.toLocaleString("en")} may`}
            </span>
          </Tools>
          {items.length === 0 ? (
            <Empty act={typed && <Button onClick={() => setTyped("")}>Clear filter</Button>}>
              {typed ? `Nobody who may has “${search}” in their name.` : "Nobody may do this."}
            </Empty>
          ) : (
            <Table
              caption="Who can"
              rows={items}
              rowKey={(one) => one.id}
              columns={columns(organization, action, on)}
            />
          )}
          <LoadMore query={query} shown={items.length} total={total} />
        </>
      )}
    </Loaded>
  );
}

const KINDS: Record<string, string> = {
  team: "team",
  service_token: "service token",
};

function columns(organization: string, action: string, on: Thing): Column<Allowed>[] {
  return [
    {
      name: "Who",
      kind: "main",
      width: "36%",
      cell: (one) => (
        <span className="flex items-center gap-2">
          <WhoMark kind={one.kind} name={one.name} />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            <span className="block font-strong">{sayName(one)}</span>
            {one.kind !== "personal_token" && (
              <span className="block text-cap text-ink-3">{one.email ?? KINDS[one.kind] ?? one.kind}</span>
            )}
          </span>
        </span>
      ),
    },
    {
      name: "Because of",
      cell: (one) => (
        <ul className="text-ink-2">
          {one.because.map((each) => (
            <li key={`${each.grant} ${each.team?.id ?? ""}`} className="[overflow-wrap:anywhere]">
              {sentence(each.sentence)}
            </li>
          ))}
          {one.every_row && <li className="text-warn">Sees every row: may deploy another policy there.</li>}
        </ul>
      ),
    },
    {
      name: "In full",
      width: "96px",
      cell: (one) => (
        <Link
          to="/org/$organization/access"
          params={{ organization }}
          search={{ who: whoText(one), action, ...on }}
          aria-label={`Why ${one.name} may`}
          className="text-accent no-underline hover:underline"
        >
          Why
        </Link>
      ),
    },
  ];
}

/** A name as it was given; what the server says in place of one begins a line. */
function sayName({ kind, name }: Allowed): string {
  return kind === "personal_token" ? begin(name) : name;
}

function whoText({ kind, id }: Allowed): string {
  return `${kind === "member" || kind === "team" ? kind : "token"}:${id}`;
}
