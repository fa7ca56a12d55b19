import { useNavigate } from "@tanstack/react-router";
import { CopyCheck, DoorOpen, PauseCircle, PlayCircle, User, UserMinus } from "lucide-react";
import { useState } from "react";
import { denial } from "../../../api/can";
import type { Member } from "../../../api/members";
import { paths } from "../../../paths";
import { Kebab, MenuItem, MenuLine } from "../../../ui/menu";
import { CopyAccess } from "./copy-access";
import { MemberState } from "./member-state";
import { LeaveOrganization, RemoveMember } from "./remove-member";

type Props = { organization: string; of: Member; isSelf: boolean; isPage?: boolean };

/** What may be done to a member; to oneself, leaving. */
export function MemberMenu({ organization, of, isSelf, isPage }: Props) {
  const navigate = useNavigate();
  const [open, setOpen] = useState<"state" | "remove" | "copy" | "leave" | null>(null);
  const props = { organization, of, onClose: () => setOpen(null) };
  const isSuspended = of.state === "suspended";
  const changing = isSelf ? "This is yourself." : denial(of, "members.update");
  return (
    <>
      <Kebab label={`Acts on ${of.display_name}`}>
        {!isPage && (
          <MenuItem icon={User} onSelect={() => void navigate({ to: paths.member(organization, of.id) })}>
            Open
          </MenuItem>
        )}
        <MenuItem icon={CopyCheck} denied={changing} onSelect={() => setOpen("copy")}>
          Copy access from …
        </MenuItem>
        <MenuItem icon={isSuspended ? PlayCircle : PauseCircle} denied={changing} onSelect={() => setOpen("state")}>
          {isSuspended ? "Resume" : "Suspend"}
        </MenuItem>
        <MenuLine />
        {isSelf ? (
          <MenuItem icon={DoorOpen} isDanger onSelect={() => setOpen("leave")}>
            Leave
          </MenuItem>
        ) : (
          <MenuItem icon={UserMinus} isDanger denied={denial(of, "members.remove")} onSelect={() => setOpen("remove")}>
            Remove
          </MenuItem>
        )}
      </Kebab>
      {open === "copy" && <CopyAccess {...props} />}
      {open === "state" && <MemberState {...props} />}
      {open === "leave" && <LeaveOrganization {...props} />}
      {open === "remove" && (
        <RemoveMember
          {...props}
          {...(isPage ? { onDone: () => void navigate({ to: paths.team(organization) }) } : {})}
        />
      )}
    </>
  );
}
