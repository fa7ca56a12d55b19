import { useQuery } from "@tanstack/react-query";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { type Area, actions as allActions, type Role, roles } from "../../../api/roles";
import { CheckRow, SearchBox } from "../../../ui/field";
import { Segmented } from "../../../ui/segmented";
import { actionsOf, type Draft } from "./draft";

type Props = {
  organization: string;
  areas: readonly Area[];
  draft: Draft;
  onChange: (draft: Draft) => void;
  /** Why nothing can be changed at all. */
  denied: string | undefined;
};

/** What few need, folded: single actions beside the areas, and which roles the holder may give to others. */
export function RoleActions(props: Props) {
  const { draft } = props;
  const hasTeam = draft.levels.team === "manage" || draft.actions.some((action) => action === "members.update");
  return (
    <div className="flex flex-col gap-2">
      <Fold title="Single actions" about={draft.actions.length === 0 ? "none added" : `${draft.actions.length} added`}>
        <SingleActions {...props} />
      </Fold>
      {hasTeam && (
        <Fold
          title="Roles its holders may give"
          about={draft.assigns === "own" ? "what they hold themselves" : `${draft.assigns.length} named`}
        >
          <Assigns {...props} />
        </Fold>
      )}
    </div>
  );
}

function Fold({ title, about, children }: { title: string; about: string; children: React.ReactNode }) {
  return (
    <details className="group">
      <summary className="flex cursor-default list-none items-center gap-1.5 py-1 text-ink-2 [&::-webkit-details-marker]:hidden">
        <ChevronRight size={14} strokeWidth={1.75} aria-hidden className="transition-transform group-open:rotate-90" />
        {title} <span className="text-ink-3">{about}</span>
      </summary>
      <div className="pt-1 pb-3 pl-5">{children}</div>
    </details>
  );
}

function SingleActions({ areas, draft, onChange, denied }: Props) {
  const [typed, setTyped] = useState("");
  const known = useQuery(allActions()).data ?? [];
  const included = actionsOf(draft.levels, areas);
  const offered = known.filter(
    ({ name, description }) =>
      name !== "organization.view" && `${name} ${description}`.toLowerCase().includes(typed.trim().toLowerCase()),
  );
  const toggle = (action: string) =>
    onChange({
      ...draft,
      actions: draft.actions.includes(action)
        ? draft.actions.filter((each) => each !== action)
        : [...draft.actions, action],
    });
  return (
    <>
      <p className="mb-2 max-w-[68ch] text-ink-2">
        For what no level says. An action that comes with a chosen level is already held and cannot be taken out.
      </p>
      <SearchBox label="Filter actions" value={typed} onChange={(event) => setTyped(event.target.value)} />
      <ul className="mt-2 grid max-h-80 grid-cols-2 gap-x-4 gap-y-1 overflow-auto max-m:grid-cols-1">
        {offered.map(({ name, description }) => (
          <li key={name}>
            <CheckRow
              label={<code>{name}</code>}
              hint={description}
              checked={included.has(name) || draft.actions.includes(name)}
              reason={denied ?? (included.has(name) ? "It comes with a level that is chosen above." : undefined)}
              onChange={() => toggle(name)}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

const FREE = "It changes people without a list of its own, so no list may give it.";

/** Whether it changes people, and no list says whom. */
function isFree(role: Role) {
  return role.assigns === "own" && role.permissions.some(({ area, level }) => area === "team" && level === "manage");
}

function Assigns({ organization, draft, onChange, denied }: Props) {
  const all = useQuery(roles(organization)).data?.items ?? [];
  const named = draft.assigns === "own" ? [] : draft.assigns;
  return (
    <>
      <p className="mb-2 max-w-[68ch] text-ink-2">
        So that somebody may invite and change people without being as powerful as they. With a list its holders give
        these roles and change those who hold nothing else. Only an owner names roles here.
      </p>
      <Segmented
        label="Roles its holders may give"
        value={draft.assigns === "own" ? "own" : "named"}
        onChange={(value) => onChange({ ...draft, assigns: value === "own" ? "own" : named })}
        reason={denied}
        options={[
          { value: "own", label: "What they hold themselves" },
          { value: "named", label: "These roles" },
        ]}
      />
      {draft.assigns !== "own" && (
        <ul className="mt-2 grid grid-cols-2 gap-x-4 gap-y-1 max-m:grid-cols-1">
          {all.map((role) => (
            <li key={role.id}>
              <CheckRow
                label={role.name}
                checked={named.includes(role.id)}
                hint={isFree(role) ? FREE : undefined}
                reason={denied ?? (isFree(role) && !named.includes(role.id) ? FREE : undefined)}
                onChange={() =>
                  onChange({
                    ...draft,
                    assigns: named.includes(role.id) ? named.filter((id) => id !== role.id) : [...named, role.id],
                  })
                }
              />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
