import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { denial } from "../../../../api/can";
import { connections, deleteConnection } from "../../../../api/connections";
import type { Body } from "../../../../api/nouns";
import { useAct } from "../../../../api/use-act";
import { ConfirmDelete } from "../../../../parts/confirm-delete";
import { Loaded } from "../../../../parts/loaded";
import { Button } from "../../../../ui/button";
import { Kebab, MenuItem } from "../../../../ui/menu";
import { Empty } from "../../../../ui/note";
import { PageHead } from "../../../../ui/page";
import { Table } from "../../../../ui/table";
import { Time } from "../../../../ui/time";
import { ConnectionForm } from "./connection-form";
import { TestDialog } from "./connection-test";
import type { ViewProps } from "./page";

type Connection = Body<"Connection">;
type Open = { act: "add" } | { act: "edit" | "test" | "delete"; connection: Connection };

/** What the instance reads and writes. */
export function ConnectionsView({ place, held }: ViewProps) {
  const query = useQuery(connections(place));
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  // As it is now: after a conflict the dialog goes on with the newest.
  const chosen = open && open.act !== "add" ? open.connection : undefined;
  const newest = query.data?.items.find(({ id }) => id === chosen?.id) ?? chosen;
  const remove = useAct(
    (connection: Connection) => deleteConnection(place, connection.name, connection.version),
    close,
  );
  const add = (
    <Button
      look="primary"
      icon={Plus}
      denied={denial(held, "connections.deploy")}
      onClick={() => setOpen({ act: "add" })}
    >
      Add connection
    </Button>
  );
  return (
    <>
      <PageHead
        title="Database Connections"
        about="The policy calls each by its name: main.orders is the table orders of main."
      >
        {query.data?.items.length !== 0 && add}
      </PageHead>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty act={add}>This instance is connected to no database.</Empty>
          ) : (
            <Table
              caption="Connections"
              rows={items}
              rowKey={(connection) => connection.id}
              columns={[
                {
                  name: "Name",
                  kind: "main",
                  width: "18%",
                  cell: (each) => <code className="font-medium">{each.name}</code>,
                },
                { name: "Leads to", cell: (each) => <Target connection={each} /> },
                {
                  name: "Encryption",
                  width: "14%",
                  cell: (each) => <span className="text-ink-2">{sayTls(each.tls)}</span>,
                },
                { name: "Added", width: "12%", cell: (each) => <Time at={each.created_at} /> },
                {
                  name: "Actions",
                  kind: "acts",
                  width: "136px",
                  cell: (each) => (
                    <span className="inline-flex items-center gap-2">
                      <Button
                        size="small"
                        denied={denial(each, "connections.deploy")}
                        onClick={() => setOpen({ act: "test", connection: each })}
                        aria-label={`Test ${each.name}`}
                      >
                        Test
                      </Button>
                      <Kebab label={`More for ${each.name}`}>
                        <MenuItem
                          denied={denial(each, "connections.deploy")}
                          onSelect={() => setOpen({ act: "edit", connection: each })}
                        >
                          Edit connection
                        </MenuItem>
                        <MenuItem
                          isDanger
                          denied={denial(each, "connections.deploy")}
                          onSelect={() => setOpen({ act: "delete", connection: each })}
                        >
                          Delete connection
                        </MenuItem>
                      </Kebab>
                    </span>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
      {open?.act === "add" && (
        <ConnectionForm place={place} taken={query.data?.items.map((each) => each.name)} onClose={close} />
      )}
      {open?.act === "edit" && newest && <ConnectionForm place={place} connection={newest} onClose={close} />}
      {open?.act === "test" && newest && <TestDialog place={place} connection={newest} onClose={close} />}
      {open?.act === "delete" && newest && (
        <ConfirmDelete
          isOpen
          onClose={close}
          title="Delete connection"
          name={newest.name}
          button="Delete connection"
          act={{ ...remove, run: () => remove.run(newest) }}
        >
          <p>
            The instance forgets how to reach it. The database itself stays. Permissions on tables of{" "}
            <code className="text-ink">{newest.name}</code> admit nobody until it is there again.
          </p>
        </ConfirmDelete>
      )}
    </>
  );
}

function Target({ connection }: { connection: Connection }) {
  const target = connection.target;
  if (target.kind === "branch") {
    return (
      <span>
        {connection.branch_name ?? "a branch"} <span className="text-ink-3">branch</span>
      </span>
    );
  }
  return (
    <span className="[overflow-wrap:anywhere]">
      <code>{target.address}</code> <span className="text-ink-3">{target.engine}</span>
    </span>
  );
}

const TLS_WORDS: Record<string, string> = { disable: "none", verify_ca: "verify-ca", verify_full: "verify-full" };

function sayTls(mode: string | null | undefined): string {
  return (mode && TLS_WORDS[mode]) || "–";
}
