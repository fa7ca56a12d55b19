import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ChevronLeft, Pencil } from "lucide-react";
import { useState } from "react";
import { denial } from "../../../api/can";
import { setTeamRoles, type TeamDetail, team } from "../../../api/teams";
import { Form, FormActs, FormError } from "../../../parts/form";
import { Loaded } from "../../../parts/loaded";
import { paths } from "../../../paths";
import { TeamMark } from "../../../ui/avatar";
import { Button, buttonClass } from "../../../ui/button";
import { Dialog, DialogBody, DialogFoot } from "../../../ui/dialog";
import { Time } from "../../../ui/time";
import { RoleChoices } from "./role-choices";
import { TeamDatabases } from "./team-databases";
import { TeamMembers } from "./team-members";
import { TeamMenu } from "./teams";
import { useAssigned } from "./use-assigned";
import { WouldDo } from "./would-do";

/** One team: what it holds, and who holds it. */
export function TeamPage() {
  const { organization, team: id } = useParams({ from: "/inside/org/$organization/team/teams/$team" });
  const query = useQuery(team(organization, id));
  return (
    <Loaded query={query} isPage>
      {(held) => (
        <>
          <div className="flex items-center gap-2 px-(--gutter) pt-5 pb-3">
            <Link
              to={paths.teams(organization)}
              aria-label="Back to teams"
              className={`${buttonClass("ghost", "base", true)} -ml-2`}
            >
              <ChevronLeft size={16} strokeWidth={1.75} aria-hidden />
            </Link>
            <TeamMark name={held.name} />
            <div className="min-w-0 flex-1">
              <h1 className="[overflow-wrap:anywhere]">{held.name}</h1>
              {held.description && <p className="text-ink-2 [overflow-wrap:anywhere]">{held.description}</p>}
            </div>
            <TeamMenu organization={organization} of={held} isPage />
          </div>
          <Roles organization={organization} held={held} />
          <TeamMembers organization={organization} of={held} />
          <TeamDatabases organization={organization} of={held} />
        </>
      )}
    </Loaded>
  );
}

type Props = { organization: string; held: TeamDetail };

function Roles({ organization, held }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const given = held.grants.filter(({ scope }) => !scope.database);
  return (
    <section aria-labelledby="team-roles" className="border-t border-line px-(--gutter) py-4">
      <header className="mb-3 flex flex-wrap items-center gap-2">
        <div className="min-w-0 flex-1">
          <h2 id="team-roles">Roles</h2>
          <p className="text-ink-2">Everyone in the team holds them.</p>
        </div>
        <Button icon={Pencil} denied={denial(held, "teams.update")} onClick={() => setIsOpen(true)}>
          Change roles
        </Button>
      </header>
      {given.length === 0 ? (
        <p className="text-ink-2">The team holds no role.</p>
      ) : (
        <ul className="flex flex-col gap-1">
          {given.map((grant) => (
            <li key={grant.id} className="[overflow-wrap:anywhere]">
              <b className="font-strong">{grant.role?.name ?? grant.actions?.join(", ")}</b>
              <span className="text-ink-2">
                , {grant.scope_in_words}
                {grant.expires_at && (
                  <>
                    , until <Time at={grant.expires_at} />
                  </>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {isOpen && <ChangeRoles organization={organization} held={held} onClose={() => setIsOpen(false)} />}
    </section>
  );
}

function ChangeRoles({ organization, held, onClose }: Props & { onClose: () => void }) {
  const { value, choose, blocked, act, onNewest } = useAssigned(
    held,
    (version, roles) => setTeamRoles(organization, held.id, version, roles),
    onClose,
  );
  return (
    <Dialog isOpen onClose={onClose} title="Change roles">
      <Form onSubmit={() => blocked || act.run(undefined)}>
        <DialogBody>
          <RoleChoices organization={organization} action="teams.update" value={value} onChange={choose} />
          <WouldDo organization={organization} change={blocked ? null : { put_team: { id: held.id, roles: value } }} />
          <FormError error={act.error} onClear={act.clear} onNewest={onNewest} />
        </DialogBody>
        <DialogFoot note={`Counts at once for ${held.member_count} ${held.member_count === 1 ? "member" : "members"}.`}>
          <FormActs act="Save roles" isBusy={act.isBusy} onCancel={onClose} reason={blocked} />
        </DialogFoot>
      </Form>
    </Dialog>
  );
}
