import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { DoorOpen, UserPlus } from "lucide-react";
import { useState } from "react";
import {
  nameOwner,
  type OrganizationFilter,
  openOrganization,
  type ServerOrganization,
  serverOrganizations,
} from "../../api/server";
import { useAct } from "../../api/use-act";
import { ConfirmDelete } from "../../parts/confirm-delete";
import { Form, text } from "../../parts/form";
import { Loaded, LoadMore } from "../../parts/loaded";
import { Badge } from "../../ui/badge";
import { SearchBox } from "../../ui/field";
import { Kebab, MenuItem } from "../../ui/menu";
import { Empty } from "../../ui/note";
import { PageHead, Tools } from "../../ui/page";
import { Segmented } from "../../ui/segmented";
import { type Column, Table } from "../../ui/table";
import { ByAddress } from "./by-address";

type Layer = { act: "owner" | "open"; one: ServerOrganization };

/** Every organization from outside, and what gives it back to its people. */
export function ServerOrganizationsPage() {
  const filter = useSearch({ from: "/inside/server/organizations" });
  const navigate = useNavigate({ from: "/server/organizations" });
  const query = useInfiniteQuery({ ...serverOrganizations(filter), placeholderData: (before) => before });
  const [layer, setLayer] = useState<Layer | null>(null);
  const change = (part: OrganizationFilter) => {
    const search = Object.fromEntries(Object.entries({ ...filter, ...part }).filter(([, value]) => value));
    void navigate({ search, replace: true });
  };
  const close = () => setLayer(null);
  return (
    <Loaded query={query} isPage>
      {({ items, total }) => (
        <>
          <PageHead title="Organizations" about="As they are seen from outside: an operator is nobody inside one." />
          <Tools>
            <Form onSubmit={(data) => change({ search: text(data, "search") })} className="max-m:w-full">
              <SearchBox key={filter.search} label="Filter by name" name="search" defaultValue={filter.search} />
            </Form>
            <Segmented<"all" | "none">
              label="Owner"
              value={filter.owner ?? "all"}
              onChange={(owner) => change({ owner: owner === "all" ? undefined : owner })}
              options={[
                { value: "all", label: "All" },
                { value: "none", label: "Without an owner" },
              ]}
            />
            <span className="ml-auto text-cap text-ink-3">
              {total.toLocaleString("en")} {total === 1 ? "organization" : "organizations"}
            </span>
          </Tools>
          {items.length === 0 ? (
            <Empty>
              {filter.owner ? "Every organization has an owner who can sign in." : "No organization matches."}
            </Empty>
          ) : (
            <Table caption="Organizations" rows={items} rowKey={(one) => one.id} columns={columns(setLayer)} />
          )}
          <LoadMore query={query} shown={items.length} total={total} />
          {layer?.act === "owner" && <NameOwner one={layer.one} onClose={close} />}
          {layer?.act === "open" && <Open one={layer.one} onClose={close} />}
        </>
      )}
    </Loaded>
  );
}

function columns(open: (layer: Layer) => void): Column<ServerOrganization>[] {
  return [
    {
      name: "Organization",
      kind: "main",
      width: "44%",
      cell: (one) => (
        <span className="block min-w-0 [overflow-wrap:anywhere]">
          <span className="font-strong">{one.name}</span>
          <code className="block text-cap text-ink-3">{one.id}</code>
        </span>
      ),
    },
    { name: "Members", width: "96px", kind: "number", cell: (one) => one.member_count.toLocaleString("en") },
    {
      name: "Owner",
      cell: (one) =>
        one.has_owner ? (
          <span className="text-ink-2">can sign in</span>
        ) : (
          <Badge tone="warn">nobody who can sign in</Badge>
        ),
    },
    {
      name: "Acts",
      kind: "acts",
      cell: (one) => (
        <Kebab label={`Acts on ${one.name}`}>
          <MenuItem
            icon={UserPlus}
            reason={one.has_owner ? "Somebody owns it who can sign in: they name further owners." : undefined}
            onSelect={() => open({ act: "owner", one })}
          >
            Name owner
          </MenuItem>
          <MenuItem icon={DoorOpen} onSelect={() => open({ act: "open", one })}>
            Clear entry rules
          </MenuItem>
        </Kebab>
      ),
    },
  ];
}

function NameOwner({ one, onClose }: { one: ServerOrganization; onClose: () => void }) {
  const act = useAct((email: string) => nameOwner(one.id, email), onClose);
  return (
    <ByAddress
      title="Name owner"
      about={`They own ${one.name} at once, and for good.`}
      hint="Of an account that can sign in. It becomes a member where it is none."
      note="Its members read in their audit log who did this."
      act={act}
      onClose={onClose}
    />
  );
}

function Open({ one, onClose }: { one: ServerOrganization; onClose: () => void }) {
  const act = useAct(() => openOrganization(one.id), onClose);
  return (
    <ConfirmDelete
      isOpen
      onClose={onClose}
      title="Clear entry rules"
      button="Clear entry rules"
      note="Its members read in their audit log who did this."
      act={act}
    >
      <p>
        <b className="text-ink">{one.name}</b> no longer asks where its members come from, or how old their sign-ins and
        tokens are. Its owners can set new rules; what the rules were stands in its audit log.
      </p>
    </ConfirmDelete>
  );
}
