import { useQuery } from "@tanstack/react-query";
import { GitBranch, Plus } from "lucide-react";
import { useState } from "react";
import { denial } from "../../api/can";
import { branches, deleteBranch } from "../../api/databases";
import type { Body } from "../../api/nouns";
import { useAct } from "../../api/use-act";
import { ConfirmDelete } from "../../parts/confirm-delete";
import { Loaded } from "../../parts/loaded";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Kebab, MenuItem } from "../../ui/menu";
import { Empty } from "../../ui/note";
import { Table } from "../../ui/table";
import { Time } from "../../ui/time";
import { CreateBranch, RenameBranch } from "./branch-forms";

type Branch = Body<"Branch">;

/** The real copies of a database. */
export function Branches({ organization, held }: { organization: string; held: Body<"Database"> }) {
  const query = useQuery(branches(organization, held.id));
  const [open, setOpen] = useState<{ act: "create" | "rename" | "delete"; branch?: Branch } | null>(null);
  const remove = useAct(
    (branch: Branch) => deleteBranch(organization, held.id, branch.id, branch.version),
    () => setOpen(null),
  );
  const close = () => setOpen(null);
  // As it is now: after a conflict the dialog goes on with the newest.
  const branch = query.data?.items.find(({ id }) => id === open?.branch?.id) ?? open?.branch;
  return (
    <section>
      <header className="flex items-center gap-2 px-(--gutter) pt-2 pb-2">
        <h2 className="flex-1">Branches</h2>
        <Button icon={Plus} denied={denial(held, "branches.create")} onClick={() => setOpen({ act: "create" })}>
          Create branch
        </Button>
      </header>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty>This database has no branches.</Empty>
          ) : (
            <Table
              caption="Branches"
              rows={items}
              rowKey={(each) => each.id}
              columns={[
                {
                  name: "Branch",
                  kind: "main",
                  width: "40%",
                  cell: (each) => (
                    <span className="flex flex-wrap items-center gap-2">
                      <GitBranch size={14} strokeWidth={1.75} aria-hidden className="text-ink-3" />
                      <code className="font-medium">{each.name}</code>
                      {each.production && <Badge>production</Badge>}
                      {each.default && <Badge>default</Badge>}
                    </span>
                  ),
                },
                {
                  name: "Copied from",
                  cell: (each) => {
                    const parent = items.find((other) => other.id === each.parent);
                    return parent ? (
                      <code className="text-ink-2">{parent.name}</code>
                    ) : (
                      <span className="text-ink-3">–</span>
                    );
                  },
                },
                { name: "Created", cell: (each) => <Time at={each.created_at} /> },
                {
                  name: "Actions",
                  kind: "acts",
                  cell: (each) => (
                    <Kebab label={`More for ${each.name}`}>
                      <MenuItem
                        denied={denial(each, "branches.update")}
                        onSelect={() => setOpen({ act: "rename", branch: each })}
                      >
                        Rename branch
                      </MenuItem>
                      <MenuItem
                        isDanger
                        denied={denial(each, each.production ? "branches.delete_production" : "branches.delete")}
                        reason={each.default ? "This is the default branch." : undefined}
                        onSelect={() => setOpen({ act: "delete", branch: each })}
                      >
                        Delete branch
                      </MenuItem>
                    </Kebab>
                  ),
                },
              ]}
            />
          )
        }
      </Loaded>
      {open?.act === "create" && (
        <CreateBranch organization={organization} database={held.id} from={query.data?.items ?? []} onClose={close} />
      )}
      {open?.act === "rename" && branch && (
        <RenameBranch organization={organization} database={held.id} branch={branch} onClose={close} />
      )}
      {open?.act === "delete" && branch && (
        <ConfirmDelete
          isOpen
          onClose={close}
          title="Delete branch"
          name={branch.name}
          button="Delete branch"
          act={{ ...remove, run: () => remove.run(branch) }}
        >
          <p>
            The branch <code className="text-ink">{branch.name}</code> and every row in it are deleted.
          </p>
        </ConfirmDelete>
      )}
    </section>
  );
}
