import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Bot, UserMinus, UserPlus } from "lucide-react";
import { useState } from "react";
import { type Administrator, addAdministrator, administrators, removeAdministrator } from "../../api/administrators";
import { can, denial, reason } from "../../api/can";
import type { Member } from "../../api/members";
import type { Body } from "../../api/nouns";
import { useAct } from "../../api/use-act";
import { AddOne } from "../../parts/add-one";
import { ConfirmDelete } from "../../parts/confirm-delete";
import { Loaded, LoadMore } from "../../parts/loaded";
import { PickMember } from "../../parts/pick";
import { paths } from "../../paths";
import { Avatar } from "../../ui/avatar";
import { Badge } from "../../ui/badge";
import { Button } from "../../ui/button";
import { Kebab, MenuItem } from "../../ui/menu";
import { type Column, Table } from "../../ui/table";
import { Time } from "../../ui/time";
import { WouldDo } from "./team/would-do";

type Props = { organization: string; held: Body<"Database"> };

/** Who administers a database, and through what. */
export function Administrators({ organization, held }: Props) {
  const [isAdding, setIsAdding] = useState(false);
  const [leaving, setLeaving] = useState<Administrator | null>(null);
  const query = useInfiniteQuery({
    ...administrators(organization, held.id),
    enabled: can(held, "database_members.view"),
  });
  return (
    <section
      aria-labelledby="administrators"
      className="border-t border-line pt-4 [&_tbody_tr:last-child]:border-b-0 [&_tbody_tr:last-child>td]:border-b-0"
    >
      <header className="mb-3 flex flex-wrap items-center gap-2 px-(--gutter)">
        <div className="min-w-0 flex-1">
          <h2 id="administrators">Administrators</h2>
          <p className="text-ink-2">They may do everything with this database, whatever else they hold.</p>
        </div>
        <Button icon={UserPlus} denied={denial(held, "database_members.update")} onClick={() => setIsAdding(true)}>
          Add administrator
        </Button>
      </header>
      {can(held, "database_members.view") ? (
        <Loaded query={query}>
          {({ items, total }) =>
            items.length === 0 ? (
              <p className="px-(--gutter) pb-4 text-ink-2">
                Nobody administers it but those who administer everything.
              </p>
            ) : (
              <>
                <Table
                  caption="Administrators"
                  rows={items}
                  rowKey={(one) => one.member?.id ?? one.service_token?.id ?? ""}
                  columns={columns(organization, setLeaving)}
                />
                <LoadMore query={query} shown={items.length} total={total} />
              </>
            )
          }
        </Loaded>
      ) : (
        <p className="px-(--gutter) pb-4 text-ink-2">{reason(held, "database_members.view")}</p>
      )}
      {isAdding && <Add organization={organization} held={held} onClose={() => setIsAdding(false)} />}
      {leaving && <Remove {...{ organization, held }} one={leaving} onClose={() => setLeaving(null)} />}
    </section>
  );
}

function columns(organization: string, remove: (one: Administrator) => void): Column<Administrator>[] {
  return [
    { name: "Who", kind: "main", width: "44%", cell: (one) => <Who organization={organization} one={one} /> },
    { name: "Through", cell: (one) => <Through organization={organization} one={one} /> },
    {
      name: "Acts",
      kind: "acts",
      cell: (one) => (
        <Kebab label={`Acts on ${nameOf(one)}`}>
          <MenuItem icon={UserMinus} isDanger denied={whyKept(one)} onSelect={() => remove(one)}>
            Remove as administrator
          </MenuItem>
        </Kebab>
      ),
    },
  ];
}

/** Only who was made one directly is unmade here. */
function whyKept(one: Administrator): ReturnType<typeof denial> {
  if (one.service_token) return "A service token: change what it was granted on its own page.";
  if (!one.direct) {
    const teams = one.sources.flatMap(({ team }) => (team ? [team.name] : []));
    return teams.length > 0
      ? `An administrator through ${teams.join(" and ")}: take them out of the team, or the database from it.`
      : "An administrator of more than this database: change their roles on the Team page.";
  }
  return denial(one, "database_members.update");
}

function nameOf(one: Administrator): string {
  return one.member?.display_name ?? one.service_token?.name ?? "";
}

function Who({ organization, one }: { organization: string; one: Administrator }) {
  if (!one.member) {
    return (
      <span className="flex items-center gap-2">
        <span className="grid size-[22px] shrink-0 place-content-center rounded-1 bg-pressed text-ink-2">
          <Bot size={14} strokeWidth={1.75} aria-hidden />
        </span>
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <span className="font-strong">{one.service_token?.name}</span>
          <span className="block text-cap text-ink-3">service token</span>
        </span>
      </span>
    );
  }
  return (
    <span className="flex items-center gap-2">
      <Avatar name={one.member.display_name} />
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <span className="flex flex-wrap items-center gap-x-2">
          <Link
            to={paths.member(organization, one.member.id)}
            className="font-strong text-ink no-underline hover:underline"
          >
            {one.member.display_name}
          </Link>
          {one.member.state === "suspended" && <Badge tone="warn">suspended</Badge>}
        </span>
        <span className="block text-cap text-ink-3">{one.member.email}</span>
      </span>
    </span>
  );
}

const REACHES: Record<string, string> = {
  database: "this database",
  projects: "its whole project",
  organization: "every database",
};

function Through({ organization, one }: { organization: string; one: Administrator }) {
  return (
    <ul>
      {one.sources.map((source) => (
        <li key={`${source.grant} ${source.team?.id}`} className="[overflow-wrap:anywhere]">
          {source.team ? (
            <>
              the team{" "}
              <Link to={paths.oneTeam(organization, source.team.id)} className="text-ink">
                {source.team.name}
              </Link>
            </>
          ) : (
            "directly"
          )}
          <span className="text-ink-2">, for {REACHES[source.reach] ?? source.reach}</span>
          {source.expires_at && (
            <span className="text-ink-2">
              , until <Time at={source.expires_at} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Add({ organization, held, onClose }: Props & { onClose: () => void }) {
  const act = useAct((member: Member) => addAdministrator(organization, held.id, member.id));
  return (
    <AddOne
      title="Add administrator"
      about={`They may do everything with ${held.name} at once.`}
      onClose={onClose}
      act={act}
      added={act.output ? nameOf(act.output) : null}
    >
      <PickMember organization={organization} autoFocus onPick={act.run} />
    </AddOne>
  );
}

function Remove({ organization, held, one, onClose }: Props & { one: Administrator; onClose: () => void }) {
  const act = useAct(() => removeAdministrator(organization, held.id, one.member?.id ?? ""), onClose);
  return (
    <ConfirmDelete
      isOpen
      onClose={onClose}
      title="Remove administrator"
      button="Remove administrator"
      note="They can be added again."
      act={act}
    >
      <p>
        <b className="text-ink">{nameOf(one)}</b> no longer administers <code className="text-ink">{held.name}</code>,
        unless they do through a team or another role.
      </p>
      <WouldDo
        organization={organization}
        change={one.member ? { remove_administrator: { database: held.id, member: one.member.id } } : null}
      />
    </ConfirmDelete>
  );
}
