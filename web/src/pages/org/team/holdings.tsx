import type { ReactNode } from "react";
import type { MemberDetail, MemberGrant } from "../../../api/members";
import { DatabaseName, InstanceName, ProjectName } from "../../../parts/names";
import { hasEnded } from "./assigned";

/** What a member holds and would lose, one line each. */
export function Holdings({ organization, held }: { organization: string; held: MemberDetail }) {
  const living = held.grants.filter((grant) => !hasEnded(grant.expires_at));
  if (living.length === 0 && held.teams.length === 0) return <p>nothing but the membership</p>;
  return (
    <ul className="list-disc pl-5">
      {living.map((grant) => (
        <li key={`${grant.id}${grant.team?.id}`}>
          {grant.role?.name ?? "single actions"} <Where organization={organization} grant={grant} />
          {grant.team && <> through the team {grant.team.name}</>}
        </li>
      ))}
      {held.teams
        .filter((team) => !living.some((grant) => grant.team?.id === team.id))
        .map((team) => (
          <li key={team.id}>the place in the team {team.name}</li>
        ))}
    </ul>
  );
}

const NAMED = 3;

type Placed = Pick<MemberGrant, "scope"> & { scope_in_words?: string };

/** Where a grant counts: as the server says it, which knows the scope of its role too. */
export function Where({ organization, grant }: { organization: string; grant: Placed }): ReactNode {
  const { scope, scope_in_words } = grant;
  if (scope_in_words) return scope_in_words;
  return (
    <>
      <Place organization={organization} scope={scope} />
      {scope.production ? "" : ", not production"}
    </>
  );
}

function Place({ organization, scope }: { organization: string; scope: MemberGrant["scope"] }): ReactNode {
  if (scope.database) {
    return (
      <>
        on <DatabaseName organization={organization} id={scope.database} />
      </>
    );
  }
  if (scope.instance) {
    return (
      <>
        on <InstanceName organization={organization} id={scope.instance} />
      </>
    );
  }
  if (!Array.isArray(scope.projects)) return "everywhere";
  const named = scope.projects.slice(0, NAMED);
  const more = scope.projects.length - named.length;
  return (
    <>
      in{" "}
      {named.map((id, place) => (
        <span key={id}>
          {place > 0 && ", "}
          <ProjectName organization={organization} id={id} />
        </span>
      ))}
      {more > 0 && ` and ${more} more`}
    </>
  );
}
