import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type Revocation, removeRevocation, revocations } from "../../../../api/application-users";
import { denial } from "../../../../api/can";
import { useAct } from "../../../../api/use-act";
import { ConfirmDelete } from "../../../../parts/confirm-delete";
import { Loaded, LoadMore } from "../../../../parts/loaded";
import { Button } from "../../../../ui/button";
import { Empty } from "../../../../ui/note";
import { Table } from "../../../../ui/table";
import { Time } from "../../../../ui/time";
import type { ViewProps } from "./page";

/** Tokens that are accepted no more, and the way back. */
export function Revocations({ place, held }: ViewProps) {
  const query = useInfiniteQuery(revocations(place));
  const [open, setOpen] = useState<Revocation | null>(null);
  const act = useAct(
    (revocation: Revocation) => removeRevocation(place, revocation.id),
    () => setOpen(null),
  );
  // Whoever is let in again reads data, so both rights are asked for.
  const denied = denial(held, "policy.deploy") ?? denial(held, "data.view");
  return (
    <>
      <h2 className="px-(--gutter) pt-8 pb-3">Revoked tokens</h2>
      <Loaded query={query}>
        {({ items, total }) =>
          items.length === 0 ? (
            <Empty>No token is revoked.</Empty>
          ) : (
            <>
              <Table
                caption="Revoked tokens"
                rows={items}
                rowKey={(each) => each.id}
                columns={[
                  { name: "Which", kind: "main", cell: (each) => <Which revocation={each} /> },
                  { name: "Reason", cell: (each) => each.reason ?? <span className="text-ink-3">none given</span> },
                  { name: "Since", width: "14%", cell: (each) => <Time at={each.created_at} /> },
                  {
                    name: "Actions",
                    kind: "acts",
                    width: "110px",
                    cell: (each) => (
                      <Button
                        size="small"
                        denied={denied}
                        aria-label={`Restore ${each.subject ?? each.token_id ?? "all tokens"}`}
                        onClick={() => setOpen(each)}
                      >
                        Restore
                      </Button>
                    ),
                  },
                ]}
              />
              <LoadMore query={query} shown={items.length} total={total} />
            </>
          )
        }
      </Loaded>
      {open && (
        <ConfirmDelete
          isOpen
          onClose={() => setOpen(null)}
          title="Restore tokens"
          button="Restore"
          note="They can be revoked again."
          act={{ ...act, run: () => act.run(open) }}
        >
          <p>These tokens are judged like any other again, from the next request on.</p>
          <Which revocation={open} />
        </ConfirmDelete>
      )}
    </>
  );
}

function Which({ revocation }: { revocation: Revocation }) {
  const { subject, token_id, issued_before } = revocation;
  return (
    <span className="[overflow-wrap:anywhere]">
      {subject ? (
        <>
          of <code>{subject}</code>
        </>
      ) : (
        !token_id && "of everybody"
      )}
      {token_id && (
        <>
          {" "}
          with the id <code>{token_id}</code>
        </>
      )}
      {issued_before && (
        <>
          , issued before <Time at={issued_before} />
        </>
      )}
    </span>
  );
}
