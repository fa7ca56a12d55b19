import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import type { ReactNode } from "react";
import { type MemberDetail, type MemberGrant, member } from "../../../api/members";
import { Loaded } from "../../../parts/loaded";
import { DatabaseName } from "../../../parts/names";
import { useHeld } from "../../../parts/place";
import { paths } from "../../../paths";
import { Avatar, TeamMark } from "../../../ui/avatar";
import { Badge } from "../../../ui/badge";
import { buttonClass } from "../../../ui/button";
import { Facts, Section } from "../../../ui/page";
import { type Column, Table } from "../../../ui/table";
import { Time } from "../../../ui/time";
import { hasEnded } from "./assigned";
import { MemberMenu } from "./member-menu";
import { MemberRoles } from "./member-roles";

/** One member: everything that they were given, where, until when, and through what. */
export function MemberPage() {
  const { organization, member: id } = useParams({ from: "/inside/org/$organization/team/members/$member" });
  const query = useQuery(member(organization, id));
  const isSelf = useHeld(organization)?.member === id;
  return (
    <Loaded query={query} isPage>
      {(held) => {
        const onDatabases = held.grants.filter(({ scope }) => scope.database);
        const others = held.grants.filter(({ scope }) => !scope.database);
        return (
          <>
            <Head organization={organization} held={held} isSelf={isSelf} />
            <Section title="Member">
              <Facts
                facts={[
                  ["E-mail", held.email],
                  ["State", held.state === "active" ? "Active" : "Suspended: may do nothing until resumed"],
                  ["Joined", <Time key="joined" at={held.joined_at} />],
                  ["Roles", <MemberRoles key="roles" organization={organization} of={held} isSelf={isSelf} />],
                ]}
              />
            </Section>
            <Given
              title="What they hold"
              about="Every role and single right, where it counts and what it came through. They may do all of it together."
              empty={
                onDatabases.length > 0
                  ? "Nothing beside the databases below."
                  : "Nothing that you can see: they are a member and may do nothing."
              }
              grants={others}
              columns={[
                { name: "Role", kind: "main", width: "28%", cell: (grant) => <Gives {...{ organization, grant }} /> },
                { name: "Where", cell: (grant) => grant.scope_in_words },
                { name: "Until", width: "16%", cell: (grant) => <Until grant={grant} /> },
                { name: "Through", width: "24%", cell: (grant) => <Through {...{ organization, grant }} /> },
              ]}
            />
            <Given
              title="Databases"
              about="They administer these databases, beside what the roles above give."
              empty="They administer no database that you can see."
              grants={onDatabases}
              columns={[
                {
                  name: "Database",
                  kind: "main",
                  width: "28%",
                  cell: ({ scope }) =>
                    scope.database && <DatabaseName organization={organization} id={scope.database} />,
                },
                { name: "As", cell: (grant) => <Gives {...{ organization, grant }} /> },
                { name: "Until", width: "16%", cell: (grant) => <Until grant={grant} /> },
                { name: "Through", width: "24%", cell: (grant) => <Through {...{ organization, grant }} /> },
              ]}
            />
            <Section title="Teams">
              {held.teams.length === 0 ? (
                <p className="text-ink-2">They are in no team.</p>
              ) : (
                <ul className="flex flex-col gap-2">
                  {held.teams.map((team) => (
                    <li key={team.id} className="flex items-center gap-2">
                      <TeamMark name={team.name} />
                      <Link to={paths.oneTeam(organization, team.id)} className="text-ink [overflow-wrap:anywhere]">
                        {team.name}
                      </Link>
                    </li>
                  ))}
                </ul>
              )}
            </Section>
          </>
        );
      }}
    </Loaded>
  );
}

function Head({ organization, held, isSelf }: { organization: string; held: MemberDetail; isSelf: boolean }) {
  return (
    <div className="flex items-center gap-2 px-(--gutter) pt-5 pb-3">
      <Link
        to={paths.team(organization)}
        aria-label="Back to members"
        className={`${buttonClass("ghost", "base", true)} -ml-2`}
      >
        <ChevronLeft size={16} strokeWidth={1.75} aria-hidden />
      </Link>
      <Avatar name={held.display_name} />
      <h1 className="min-w-0 [overflow-wrap:anywhere]">{held.display_name}</h1>
      {isSelf && <Badge>you</Badge>}
      {held.state === "suspended" && <Badge tone="warn">suspended</Badge>}
      <span className="ml-auto">
        <MemberMenu organization={organization} of={held} isSelf={isSelf} isPage />
      </span>
    </div>
  );
}

type GivenProps = {
  title: string;
  about: string;
  empty: string;
  grants: MemberGrant[];
  columns: Column<MemberGrant>[];
};

function Given({ title, about, empty, grants, columns }: GivenProps) {
  return (
    <section className="border-t border-line pt-4 [&_tbody_tr:last-child]:border-b-0 [&_tbody_tr:last-child>td]:border-b-0">
      <header className="px-(--gutter) pb-3">
        <h2>{title}</h2>
        <p className="max-w-[68ch] text-ink-2">{grants.length === 0 ? empty : about}</p>
      </header>
      {grants.length > 0 && (
        <Table
          caption={title}
          rows={grants}
          rowKey={(grant) => `${grant.id} ${grant.team?.id ?? ""}`}
          columns={columns}
        />
      )}
    </section>
  );
}

type Props = { organization: string; grant: MemberGrant };

function Gives({ organization, grant }: Props): ReactNode {
  if (!grant.role) {
    return (
      <span className="flex flex-wrap gap-1">
        {(grant.actions ?? []).map((action) => (
          <code key={action} className="[overflow-wrap:anywhere]">
            {action}
          </code>
        ))}
      </span>
    );
  }
  return (
    <Link
      to={paths.role(organization, grant.role.id)}
      className="font-strong text-ink no-underline [overflow-wrap:anywhere] hover:underline"
    >
      {grant.role.name}
    </Link>
  );
}

function Until({ grant }: { grant: MemberGrant }) {
  if (!grant.expires_at) return <span className="text-ink-3">for good</span>;
  return hasEnded(grant.expires_at) ? (
    <span className="text-ink-3">
      ended <Time at={grant.expires_at} />
    </span>
  ) : (
    <Time at={grant.expires_at} />
  );
}

function Through({ organization, grant }: Props) {
  if (!grant.team) return <span className="text-ink-2">given directly</span>;
  return (
    <span className="flex items-center gap-2">
      <TeamMark name={grant.team.name} />
      <Link to={paths.oneTeam(organization, grant.team.id)} className="text-ink [overflow-wrap:anywhere]">
        {grant.team.name}
      </Link>
    </span>
  );
}
