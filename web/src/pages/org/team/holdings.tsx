import type { MemberDetail } from "../../../api/members";
import { hasEnded } from "./assigned";

/** What a member holds and would lose, one line each. */
export function Holdings({ held }: { held: MemberDetail }) {
  const living = held.grants.filter((grant) => !hasEnded(grant.expires_at));
  if (living.length === 0 && held.teams.length === 0) return <p>nothing but the membership</p>;
  return (
    <ul className="list-disc pl-5">
      {living.map((grant) => (
        <li key={`${grant.id}${grant.team?.id}`}>
          {grant.role?.name ?? "single actions"}, {grant.scope_in_words}
          {grant.team && <>, through the team {grant.team.name}</>}
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
