import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { can, reason } from "../../../api/can";
import { areas, role, roles, roleTemplates } from "../../../api/roles";
import { Loaded } from "../../../parts/loaded";
import { useHeld } from "../../../parts/place";
import { draftOf, EMPTY, partsOf } from "./draft";
import { RoleBuilder } from "./role-builder";

/** A role as it is saved, in the builder. */
export function RolePage() {
  const { organization, role: id } = useParams({ from: "/inside/org/$organization/team/roles/$role" });
  const query = useQuery(role(organization, id));
  const known = useQuery(areas());
  return (
    <Loaded query={known} isPage>
      {(all) => (
        <Loaded query={query} isPage>
          {(saved) => (
            <RoleBuilder
              key={saved.id}
              organization={organization}
              areas={all}
              saved={saved}
              start={draftOf(saved, all)}
              denied={whyNot(saved)}
            />
          )}
        </Loaded>
      )}
    </Loaded>
  );
}

function whyNot(saved: { system: boolean; can: readonly string[]; cannot?: Record<string, string> | null }) {
  if (saved.system) return "A system role is part of the product. Duplicate it to make one that you can change.";
  if (can(saved, "roles.update")) return undefined;
  return saved.cannot?.["roles.update"] ?? "This needs Manage on Team. Ask an owner of the organization.";
}

/** A new role, empty or begun from another one or a template. */
export function NewRolePage() {
  const { organization } = useParams({ from: "/inside/org/$organization/team/roles/new" });
  const { from, template } = useSearch({ from: "/inside/org/$organization/team/roles/new" });
  const known = useQuery(areas());
  const templates = useQuery({ ...roleTemplates(), enabled: template !== undefined }).data;
  const all = useQuery(roles(organization));
  const held = useHeld(organization);
  return (
    <Loaded query={known} isPage>
      {(areas) => (
        <Loaded query={all} isPage>
          {({ items }) => {
            const model = items.find((each) => each.id === from);
            const pattern = templates?.find((each) => each.name === template);
            const start = model ? { ...draftOf(model, areas), name: `Copy of ${model.name}` } : EMPTY;
            return (
              <RoleBuilder
                key={from ?? pattern?.name ?? "empty"}
                organization={organization}
                areas={areas}
                denied={reason(held, "roles.create")}
                start={pattern ? { ...EMPTY, ...partsOf(pattern, areas) } : start}
              />
            );
          }}
        </Loaded>
      )}
    </Loaded>
  );
}
