import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { denial, reason } from "../../../../api/can";
import { rows, schema } from "../../../../api/data";
import { asApiError } from "../../../../api/error";
import type { Body } from "../../../../api/nouns";
import { Loaded } from "../../../../parts/loaded";
import { Button } from "../../../../ui/button";
import { Empty, Note } from "../../../../ui/note";
import { PageHead } from "../../../../ui/page";
import { AskBar } from "./data-ask";
import { DataGrid } from "./data-grid";
import { asUser, type DataSearch, isAnyone, readSearch, splitRoles } from "./data-search";
import { RoleWanted, Unseen } from "./data-unseen";
import { RowWhy } from "./data-why";
import { likelyRole, rolesIn } from "./outline-roles";
import type { ViewProps } from "./page";
import { useOutline } from "./use-outline";

/** A table exactly as one application user sees it: the same gate, the same policy, the same SQL as the data API. */
export function DataBrowserView(props: ViewProps) {
  const query = useQuery(schema(props.place));
  return (
    <>
      <PageHead title="Data browser" about="A table as an application user sees it, through the deployed policy." />
      <Loaded query={query}>
        {(found) => <Browser {...props} connections={found.connections} again={() => void query.refetch()} />}
      </Loaded>
    </>
  );
}

type BrowserProps = ViewProps & { connections: Body<"ConnectionSchema">[]; again: () => void };

function Browser({ place, held, connections, again }: BrowserProps) {
  const from = "/inside/org/$organization/project/$project/$instance/$view";
  const search = readSearch(useSearch({ from }));
  const navigate = useNavigate();
  const first = connections.find((connection) => connection.tables.length > 0);
  const connection = connections.find((each) => each.name === search.connection) ?? first;
  const table = connection?.tables.find((each) => each.name === search.table) ?? connection?.tables[0];
  const change = (part: Partial<DataSearch>, replace = false) =>
    void navigate({
      to: ".",
      replace,
      search: (before: Record<string, string | undefined>) => strip({ ...before, offset: "", ...part }),
      resetScroll: false,
    });

  const outline = useOutline(place);
  const named = rolesIn(outline ?? []);
  const likely = connection && table && outline && likelyRole(outline, `${connection.name}.${table.name}`);
  const isFirstLook = useRef(isAnyone(search));
  // Someone without a role sees nothing, so the first look is with one; who then takes it off means it.
  useEffect(() => {
    if (!isFirstLook.current || !likely) return;
    isFirstLook.current = false;
    change({ roles: likely }, true);
  });

  if (connections.length === 0)
    return <Empty>This instance is connected to no database, so there is nothing to see.</Empty>;
  const problems = connections.filter((each) => each.problem);
  const mayNot = reason(held, "data.view");
  return (
    <>
      {problems.map((each) => (
        <div key={each.name} className="px-(--gutter) pb-3">
          <Note kind="warn">
            <code>{each.name}</code>: {each.problem}
          </Note>
        </div>
      ))}
      {!connection || !table ? (
        <Empty act={<Button onClick={again}>Look again</Button>}>
          No connection of this instance has a table yet. Create one in the database first.
        </Empty>
      ) : (
        <>
          <AskBar
            named={named}
            connections={connections}
            connection={connection}
            table={table}
            search={search}
            denied={denial(held, "data.view")}
            onChange={change}
          />
          {mayNot ? (
            <div className="px-(--gutter) py-4">
              <Note>{mayNot}</Note>
            </div>
          ) : splitRoles(search.roles).length === 0 ? (
            <RoleWanted outline={outline} likely={likely} onChoose={(roles) => change({ roles })} />
          ) : (
            <Rows
              key={`${connection.name}.${table.name}`}
              {...{ place, held, table, search }}
              connection={connection.name}
              onChange={change}
            />
          )}
        </>
      )}
    </>
  );
}

function Rows(
  props: ViewProps & {
    connection: string;
    table: Body<"TableSchema">;
    search: DataSearch;
    onChange: (part: Partial<DataSearch>) => void;
  },
) {
  const { place, held, table, search } = props;
  const [asked, setAsked] = useState<Record<string, string> | null>(null);
  const offset = Number(search.offset) || 0;
  const query = useQuery({
    ...rows(place, {
      connection: props.connection,
      table: table.name,
      as: asUser(search),
      order: search.order,
      filter: search.filter,
      offset,
    }),
    placeholderData: (before, from) => (from?.queryKey[1] === place.instance ? before : undefined),
  });
  if (query.error && asApiError(query.error).status === 404)
    return <Unseen table={`${props.connection}.${table.name}`} search={search} />;
  return (
    <Loaded query={query}>
      {(found) => (
        <>
          <DataGrid
            rows={found}
            table={table}
            order={search.order}
            offset={offset}
            isOld={query.isPlaceholderData}
            onChange={props.onChange}
            onWhy={(key) => setAsked(key ?? {})}
            noWhy={denial(held, "policy.view")}
          />
          {asked && (
            <RowWhy
              {...{ place, table, search }}
              connection={props.connection}
              start={asked}
              onClose={() => setAsked(null)}
            />
          )}
        </>
      )}
    </Loaded>
  );
}

function strip(search: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(search).filter((entry): entry is [string, string] => Boolean(entry[1])));
}
