import { useQuery } from "@tanstack/react-query";
import { ChevronDown, Lock } from "lucide-react";
import { Fragment, useState } from "react";
import { denial } from "../../../api/can";
import { type Member, type MemberDetail, member, setMemberRoles } from "../../../api/members";
import { Form, FormActs, FormError } from "../../../parts/form";
import { Loaded } from "../../../parts/loaded";
import { Badge } from "../../../ui/badge";
import { classes } from "../../../ui/class";
import { Popover } from "../../../ui/popover";
import { Reason } from "../../../ui/reason";
import { RoleChoices } from "./role-choices";
import { useAssigned } from "./use-assigned";
import { WouldDo } from "./would-do";

/** Why nobody changes their own roles here. */
export const OWN_ROLES = "These are your own roles. Nobody changes their own: ask another owner or administrator.";

type Props = { organization: string; of: Member; isSelf: boolean };

/** The roles of a member; the cell is the control that changes them. */
export function MemberRoles({ organization, of, isSelf }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const denied = isSelf ? OWN_ROLES : denial(of, "members.update");
  const named = [
    ...of.roles.map(({ id, name }) => ({ id, name })),
    ...of.roles_in_part.map(({ id, name }) => ({ id: `${id} in part`, name: `${name}, in part` })),
  ];
  const badges =
    named.length > 0 ? (
      named.map(({ id, name }, place) => (
        // The blank parts the names for whoever hears them.
        <Fragment key={id}>
          {place > 0 && " "}
          <Badge>{name}</Badge>
        </Fragment>
      ))
    ) : (
      <span className="text-ink-3">none</span>
    );
  const label = `Roles of ${of.display_name}: ${named.map(({ name }) => name).join("; ") || "none"}`;
  if (denied) {
    return (
      <Reason text={denied}>
        {({ describedBy, onPress }) => (
          <button
            type="button"
            aria-disabled
            aria-label={label}
            aria-describedby={describedBy}
            onClick={onPress}
            className={classes(CONTROL, "cursor-not-allowed")}
          >
            {badges}
            <Lock size={14} strokeWidth={1.75} aria-hidden className="text-ink-3" />
          </button>
        )}
      </Reason>
    );
  }
  return (
    <Popover
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      label={`Roles of ${of.display_name}`}
      trigger={
        <button type="button" aria-label={label} className={classes(CONTROL, "hover:bg-hover aria-expanded:bg-hover")}>
          {badges}
          <ChevronDown size={14} strokeWidth={1.75} aria-hidden className="text-ink-3" />
        </button>
      }
    >
      <Fresh organization={organization} id={of.id} onClose={() => setIsOpen(false)} />
    </Popover>
  );
}

const CONTROL = "-mx-1.5 -my-1 flex max-w-full flex-wrap items-center gap-1 rounded-2 px-1.5 py-1 text-start";

/** The list tells the roles; their places and ends are asked for when they are to be changed. */
function Fresh({ organization, id, onClose }: { organization: string; id: string; onClose: () => void }) {
  const query = useQuery(member(organization, id));
  return (
    <Loaded query={query}>{(held) => <Choose organization={organization} held={held} onClose={onClose} />}</Loaded>
  );
}

type ChooseProps = { organization: string; held: MemberDetail; onClose: () => void };

function Choose({ organization, held, onClose }: ChooseProps) {
  const { before, value, choose, blocked, act, onNewest } = useAssigned(
    held,
    (version, roles) => setMemberRoles(organization, held.id, version, roles),
    onClose,
  );
  return (
    <Form onSubmit={() => blocked || act.run(undefined)} className="flex min-h-0 flex-col">
      <div className="flex min-h-0 flex-1 flex-col gap-3 overflow-auto px-(--inset) py-3 [--inset:12px]">
        <RoleChoices organization={organization} action="members.update" value={value} onChange={choose} />
        <WouldDo
          organization={organization}
          change={blocked ? null : { set_member_roles: { member: held.id, roles: value } }}
        />
      </div>
      <div className="flex flex-col gap-2 border-t border-line px-3 py-2">
        <FormError error={act.error} onClear={act.clear} onNewest={onNewest} />
        {value.length === 0 && before.length > 0 && (
          <p className="text-cap text-warn">Without a role they stay a member and may do nothing.</p>
        )}
        <div className="flex justify-end gap-2">
          <FormActs act="Save roles" isBusy={act.isBusy} onCancel={onClose} reason={blocked} />
        </div>
      </div>
    </Form>
  );
}
