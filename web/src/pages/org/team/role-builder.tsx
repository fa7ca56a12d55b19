import { Link, useNavigate } from "@tanstack/react-router";
import { Ban, ChevronLeft, Lock } from "lucide-react";
import { useState } from "react";
import { type Area, createRole, type Role, updateRole } from "../../../api/roles";
import { useAct } from "../../../api/use-act";
import { errorOf, FormError } from "../../../parts/form";
import { useBegun } from "../../../parts/use-begun";
import { paths } from "../../../paths";
import { Badge } from "../../../ui/badge";
import { Button, buttonClass } from "../../../ui/button";
import { Field, Input } from "../../../ui/field";
import { DraftBar } from "../../../ui/page";
import { bodyOf, type Draft, draftOf, list, sayChanges } from "./draft";
import { RoleActions } from "./role-actions";
import { RoleAreas } from "./role-areas";
import { RoleEffect } from "./role-effect";
import { RoleScope } from "./role-scope";
import { useEffectOf } from "./use-effect-of";

const FIELDS = ["name", "description", "permissions", "actions", "scope", "assigns"];

type Props = {
  organization: string;
  areas: readonly Area[];
  start: Draft;
  saved?: Role | undefined;
  /** Why this role cannot be changed. */
  denied?: string | undefined;
};

/** Builds a role, and shows who would gain and lose what before it is saved. */
export function RoleBuilder({ organization, areas, start: first, saved, denied }: Props) {
  const navigate = useNavigate();
  const [draft, setDraft] = useState(first);
  const shownOf = (role: Role | undefined) => (role ? draftOf(role, areas) : first);
  const { begun, takeNewest } = useBegun({
    newest: saved,
    versionOf: (role) => role?.version,
    isTypedOver: (role) => sayChanges(shownOf(role), draft, areas).length > 0,
    show: (role) => setDraft(shownOf(role)),
  });
  const start = shownOf(begun);
  const before = saved ? start : undefined;
  const said = sayChanges(start, draft, areas);
  const effect = useEffectOf(organization, saved?.id, draft, denied === undefined);
  const act = useAct(
    () =>
      begun
        ? updateRole(organization, begun.id, begun.version, bodyOf(draft))
        : createRole(organization, bodyOf(draft)),
    () => navigate({ to: paths.roles(organization) }),
  );
  const blocked = whyNotSaved(draft, said, saved !== undefined, effect.refused !== null);
  return (
    <div className="flex min-h-full flex-1 flex-col">
      <div className="grid flex-1 grid-cols-[minmax(0,1fr)_380px] max-l:grid-cols-1">
        <div className="px-(--gutter) pb-6">
          <Head organization={organization} saved={saved} denied={denied} />
          <div className="grid grid-cols-[240px_minmax(0,1fr)] gap-3 max-m:grid-cols-1">
            <Field label="Name" error={errorOf(act.error, "name", FIELDS)}>
              {(field) => (
                <Input
                  {...field}
                  value={draft.name}
                  maxLength={100}
                  readOnly={denied !== undefined}
                  autoFocus={!saved && denied === undefined}
                  onChange={(event) => setDraft({ ...draft, name: event.target.value })}
                />
              )}
            </Field>
            <Field label="Description" error={errorOf(act.error, "description", FIELDS)}>
              {(field) => (
                <Input
                  {...field}
                  value={draft.description}
                  maxLength={500}
                  readOnly={denied !== undefined}
                  onChange={(event) => setDraft({ ...draft, description: event.target.value })}
                />
              )}
            </Field>
          </div>
          <RoleScope
            organization={organization}
            scope={draft.scope}
            onChange={(scope) => setDraft({ ...draft, scope })}
            denied={denied}
          />
          <RoleAreas
            areas={areas}
            draft={draft}
            saved={before}
            onChange={setDraft}
            refused={effect.refusedAreas}
            denied={denied}
          />
          <RoleActions organization={organization} areas={areas} draft={draft} onChange={setDraft} denied={denied} />
          <div className="mt-4">
            <FormError error={act.error} names={["name", "description"]} onClear={act.clear} onNewest={takeNewest} />
          </div>
        </div>
        <RoleEffect effect={effect} isNew={!saved} isReadOnly={denied !== undefined} />
      </div>
      {denied === undefined && (
        <DraftBar
          acts={
            <>
              {effect.refused && (
                <span className="flex items-center gap-1.5 text-loss max-m:hidden">
                  <Ban size={14} strokeWidth={1.75} aria-hidden />
                  refused
                </span>
              )}
              <Button onClick={() => setDraft(start)} reason={said.length === 0 ? "Nothing has changed." : undefined}>
                Discard
              </Button>
              <Button look="primary" isBusy={act.isBusy} reason={blocked} onClick={() => act.run(undefined)}>
                {saved ? "Save role" : "Create role"}
              </Button>
            </>
          }
        >
          <Badge tone={said.length > 0 ? "warn" : "plain"}>{sayCount(said.length)}</Badge>
          <span className="text-ink-2">{list(said)}</span>
        </DraftBar>
      )}
    </div>
  );
}

function whyNotSaved(draft: Draft, said: string[], isSaved: boolean, isRefused: boolean): string | undefined {
  if (draft.name.trim() === "") return "Give the role a name first.";
  if (Object.keys(draft.levels).length === 0 && draft.actions.length === 0)
    return "A role needs at least one permission.";
  if (isSaved && said.length === 0) return "Nothing has changed.";
  if (isRefused) return "Saving this is refused: see who gains and loses what.";
  return undefined;
}

function sayCount(count: number): string {
  if (count === 0) return "no changes";
  return count === 1 ? "1 change" : `${count} changes`;
}

function Head({ organization, saved, denied }: Pick<Props, "organization" | "saved" | "denied">) {
  return (
    <div className="flex flex-wrap items-center gap-2 pt-5 pb-3">
      <Link
        to={paths.roles(organization)}
        aria-label="Back to roles"
        className={`${buttonClass("ghost", "base", true)} -ml-2`}
      >
        <ChevronLeft size={16} strokeWidth={1.75} aria-hidden />
      </Link>
      <h1>{saved ? (denied ? saved.name : "Edit role") : "Create role"}</h1>
      <Badge {...(saved?.system ? { icon: Lock } : {})}>{saved?.system ? "system" : "custom"}</Badge>
      {denied && <p className="ml-auto max-w-[48ch] text-cap text-ink-3">{denied}</p>}
    </div>
  );
}
